import { readFileSync } from 'node:fs';
import type { PageFile } from '../control-server.js';

const folder = new URL('../../page/', import.meta.url);

/** The page on which a person sees companies, bills and the journal; `title` names the product. */
export function loadBillPages(title: string): readonly PageFile[] {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return [
    {
      path: '/',
      contentType: 'text/html; charset=utf-8',
      content: read('bills.html').replaceAll('{{title}}', title),
    },
    {
      path: '/bills.js',
      contentType: 'text/javascript; charset=utf-8',
      content: read('bills.js'),
    },
  ];
}
