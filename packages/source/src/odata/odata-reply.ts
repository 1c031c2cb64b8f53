import { isRecord, parseExactJson } from '@hub/core';
import type { SourceRecord } from '../mapping/read-value.js';
import { nextLinkOf } from './nested-rows.js';

export interface RecordsPage {
  readonly records: readonly SourceRecord[];
  /** Address of the next page; null when this is the last. */
  readonly next: string | null;
}

/** Records of an answer of V2 or V4; null when it is none. Numbers keep every digit. */
export function readRecords(text: string, version: 2 | 4): RecordsPage | null {
  const answer = parsed(text);
  if (!isRecord(answer)) return null;
  if (version === 4) {
    return pageOf(answer['value'], nextLinkOf(answer));
  }
  const d = answer['d'];
  // The first services of V2 gave the bare list.
  if (Array.isArray(d)) return pageOf(d.map(plain), null);
  if (!isRecord(d)) return null;
  const next = d['__next'];
  const { results } = d;
  return pageOf(
    Array.isArray(results) ? results.map(plain) : results,
    typeof next === 'string' ? next : null,
  );
}

/** What a service says about its refusal: `error.message` of V4, `error.message.value` of V2. */
export function saidByOData(text: string): string {
  const answer = parsed(text);
  const error = isRecord(answer) ? answer['error'] : null;
  if (!isRecord(error)) return '';
  const { message, code } = error;
  const words = isRecord(message) ? message['value'] : message;
  return [code, words].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function pageOf(records: unknown, next: string | null): RecordsPage | null {
  if (!Array.isArray(records) || !records.every(isRecord)) return null;
  return { records, next };
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}

/** V2 wraps lists in `results` and writes times as `/Date(…)/`. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return dateOf(value) ?? value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const { results } = value;
  if (Array.isArray(results)) return results.map(plain);
  // What was not asked for comes as an address.
  if ('__deferred' in value) return null;
  return Object.fromEntries(Object.entries(value).flatMap(([name, of]) => plainField(name, of)));
}

/** A field; of a list that goes on elsewhere, where, as V4 says it. */
function plainField(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  const field = [name, plain(value)] as const;
  const next = isRecord(value) && Array.isArray(value['results']) ? value['__next'] : undefined;
  return typeof next === 'string' ? [field, [`${name}@odata.nextLink`, next]] : [field];
}

/**
 * Edm.DateTimeOffset comes with its offset and counts from 1970 in UTC; Edm.DateTime comes without, has no zone, and
 * counts as if its clock were UTC's.
 */
function dateOf(text: string): string | null {
  const parts = /^\/Date\((-?\d{1,15})([+-]\d{1,4})?\)\/$/.exec(text);
  if (parts === null) return null;
  const read = new Date(Number(parts[1]));
  if (Number.isNaN(read.getTime())) return null;
  const iso = read.toISOString();
  return parts[2] === undefined ? iso.slice(0, -1) : iso;
}
