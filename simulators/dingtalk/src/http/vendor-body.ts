import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Busboy } from '@fastify/busboy';
import { BodyTooLarge, readBody } from '@hub/simulator-kit';
import type { UploadedFile } from './vendor-route.js';

const bodyBytesMax = 5_242_880;
/** The largest file is 20 MB; the rest is the form around it. */
const formBytesMax = 22_020_096;
const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

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
  const text = await readText(request, contentType);
  if (text === undefined) return { fields: {}, readable: false };
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

/** The text of a body, unpacked; undefined when it cannot be unpacked. */
async function readText(
  request: IncomingMessage,
  contentType: string,
): Promise<string | undefined> {
  const bytes = await readBody(request, bodyBytesMax);
  const packing = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!isPacking(packing) || bytes.length === 0) return decode(bytes, contentType).trim();
  try {
    const plain = await unpackers[packing](bytes, { maxOutputLength: bodyBytesMax });
    return decode(plain, contentType).trim();
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLarge('body is too large once unpacked');
    return undefined;
  }
}

function isPacking(name: string): name is keyof typeof unpackers {
  return Object.hasOwn(unpackers, name);
}

/** UTF-8 whatever the header says, unless it cannot be that: then the character set of the header, such as GBK. */
function decode(bytes: Buffer, contentType: string): string {
  const declared = /charset\s*=\s*"?([^\s;"]+)/.exec(contentType)?.[1] ?? 'utf-8';
  for (const [charset, fatal] of [
    ['utf-8', true],
    [declared, false],
  ] as const) {
    try {
      return new TextDecoder(charset, { fatal }).decode(bytes);
    } catch {
      // Not UTF-8, or a character set that nobody knows.
    }
  }
  return bytes.toString('utf8');
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
