import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { readBody } from '@hub/simulator-kit';
import type { UploadedFile } from './vendor-route.js';

const bodyBytesMax = 5_242_880;
/** The largest file is 20 MB; the rest is the form around it. */
const formBytesMax = 22_020_096;

export interface ParsedBody {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly readable: boolean;
  readonly file?: UploadedFile;
}

/** Reads a body as JSON or as a form. Some clients label JSON as a form and the other way round, so the text decides. */
export async function parseBody(request: IncomingMessage): Promise<ParsedBody> {
  const given = request.headers['content-type'] ?? '';
  const contentType = given.toLowerCase();
  if (contentType.startsWith('multipart/form-data')) return parseForm(request, given);
  const text = (await readBody(request, bodyBytesMax)).toString('utf8').trim();
  if (text === '') return { fields: {}, readable: true };
  if (text.startsWith('{')) {
    try {
      return { fields: JSON.parse(text) as Record<string, unknown>, readable: true };
    } catch {
      return { fields: {}, readable: false };
    }
  }
  return contentType.includes('form-urlencoded')
    ? { fields: Object.fromEntries(new URLSearchParams(text)), readable: true }
    : { fields: {}, readable: false };
}

async function parseForm(request: IncomingMessage, contentType: string): Promise<ParsedBody> {
  const bytes = await readBody(request, formBytesMax);
  const fields: Record<string, unknown> = {};
  let file: UploadedFile | undefined;
  try {
    const form = new Busboy({ headers: { 'content-type': contentType } });
    form.on('field', (name, value) => {
      fields[name] = value;
    });
    form.on('file', (_name, stream, fileName, _encoding, type) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        file = { name: fileName, contentType: type, bytes: Buffer.concat(chunks) };
      });
    });
    form.end(bytes);
    await finished(form);
  } catch {
    return { fields: {}, readable: false };
  }
  return { fields, readable: true, ...(file === undefined ? {} : { file }) };
}
