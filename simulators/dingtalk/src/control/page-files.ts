import { readFile } from 'node:fs/promises';
import type { PageFile } from '@hub/simulator-kit';

const folder = new URL('../../page/', import.meta.url);
const files = [
  { path: '/', file: 'index.html', contentType: 'text/html;charset=utf-8' },
  { path: '/phones.css', file: 'phones.css', contentType: 'text/css;charset=utf-8' },
  ...['phones.js', 'phone.js', 'chat.js', 'card.js', 'control.js', 'elements.js'].map((file) => ({
    path: `/${file}`,
    file,
    contentType: 'text/javascript;charset=utf-8',
  })),
];

/** The page with the phones, as files beside the compiled code. */
export async function readPageFiles(): Promise<readonly PageFile[]> {
  return Promise.all(
    files.map(async ({ path, file, contentType }) => ({
      path,
      contentType,
      content: await readFile(new URL(file, folder)),
    })),
  );
}
