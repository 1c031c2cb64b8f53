import { readFile } from 'node:fs/promises';
import type { PageFile } from '@hub/simulator-kit';

const folder = new URL('../../page/', import.meta.url);
const scripts = [
  'phones',
  'phone',
  'chat',
  'message',
  'markdown',
  'card',
  'todo',
  'calendar',
  'contacts',
  'ding',
  'clock',
  'control',
  'elements',
  'words',
];
const styles = ['phones', 'screens', 'cards'];
const files = [
  { path: '/', file: 'index.html', contentType: 'text/html;charset=utf-8' },
  ...styles.map((name) => ({
    path: `/${name}.css`,
    file: `${name}.css`,
    contentType: 'text/css;charset=utf-8',
  })),
  ...scripts.map((name) => ({
    path: `/${name}.js`,
    file: `${name}.js`,
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
