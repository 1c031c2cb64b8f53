import { isRecord, parseExactJson } from '@hub/core';
import type { SourceRecord } from '../mapping/read-value.js';

/** What stands at a place of an answer; undefined when there is nothing. */
export function partAt(answer: unknown, path: string | undefined): unknown {
  let at = answer;
  for (const part of path?.split('.') ?? []) at = isRecord(at) ? at[part] : undefined;
  return at;
}

/** The list of records in an answer; null when there is none. */
export function recordsAt(
  answer: unknown,
  path: string | undefined,
): readonly SourceRecord[] | null {
  const list = partAt(answer, path);
  return Array.isArray(list) && list.every(isRecord) ? list : null;
}

/** Null when the text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}

/** Address of the next page in a Link header (RFC 8288); null when there is none. */
export function nextLink(header: string | undefined): string | null {
  for (const [, address = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(;|,|$)/i.test(parameters)) return address;
  }
  return null;
}

/** What a system says about its refusal, in the places where systems commonly say it. */
export function saidByRest(text: string): string {
  const answer = parsedJson(text);
  if (!isRecord(answer)) return '';
  const { error } = answer;
  const places = [answer['message'], answer['detail'], answer['title'], error];
  const nested = isRecord(error) ? error['message'] : null;
  const found = [...places, nested].find((one) => typeof one === 'string' && one !== '');
  return typeof found === 'string' ? found : '';
}
