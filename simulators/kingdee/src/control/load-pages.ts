import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { PageFile } from '@hub/simulator-kit';

const folder = new URL('../../page/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the web page; `index.html` stands at the root. */
export function loadPages(): readonly PageFile[] {
  return readdirSync(folder).map((name) => ({
    path: name === 'index.html' ? '/' : `/${name}`,
    contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
    content: readFileSync(new URL(name, folder)),
  }));
}
