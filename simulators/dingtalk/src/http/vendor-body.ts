import type { IncomingMessage } from 'node:http';
import { readBody } from '@hub/simulator-kit';

const bodyBytesMax = 5_242_880;

export interface ParsedBody {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly readable: boolean;
}

/** Reads a body as JSON or as a form. Some clients label JSON as a form and the other way round, so the text decides. */
export async function parseBody(request: IncomingMessage): Promise<ParsedBody> {
  const text = (await readBody(request, bodyBytesMax)).toString('utf8').trim();
  if (text === '') return { fields: {}, readable: true };
  if (text.startsWith('{')) {
    try {
      return { fields: JSON.parse(text) as Record<string, unknown>, readable: true };
    } catch {
      return { fields: {}, readable: false };
    }
  }
  const form = request.headers['content-type']?.includes('form-urlencoded') === true;
  return form
    ? { fields: Object.fromEntries(new URLSearchParams(text)), readable: true }
    : { fields: {}, readable: false };
}
