import { allOf, anyOf, idLiteral, literal } from '../filter.js';
import { toServerTime } from '../server-time.js';
import type { WiseForm } from './wise-form.js';

/** Field names stand in brackets, as K3API has them. */
export function bracketed(key: string): string {
  return `[${key}]`;
}

/** Bills on which something is still to happen. */
export function isOpen({ status }: WiseForm): string {
  return allOf(
    `${bracketed(status.status)}<3`,
    status.closed === undefined ? '' : `${bracketed(status.closed)}=0`,
    status.cancelled === undefined ? '' : `${bracketed(status.cancelled)}=0`,
  );
}

/** Bills of which a day that the system keeps lies on or behind a day. */
export function isDatedFrom(form: WiseForm, dateKey: string, day: string): string {
  const keys = [dateKey, form.status.checkedAt];
  return anyOf(...keys.map((key) => `${bracketed(key)}>=${literal(day)}`));
}

/** In the order of change, behind a position, by the field that a site keeps itself. */
export function isChangedBehind(
  changedAt: string,
  idKey: string,
  from: { readonly modifiedFrom: number; readonly afterId: string | null },
  utcOffsetMinutes: number,
): string {
  const moment = literal(secondOf(from.modifiedFrom, utcOffsetMinutes));
  const key = bracketed(changedAt);
  if (from.afterId === null) return `${key}>=${moment}`;
  const same = allOf(`${key}=${moment}`, `${bracketed(idKey)}>${idLiteral(from.afterId)}`);
  return anyOf(`${key}>${moment}`, `(${same})`);
}

/** The day of a moment at the server, e.g. 2026-03-01. */
export function dayOf(utcMs: number, utcOffsetMinutes: number): string {
  return toServerTime(utcMs, utcOffsetMinutes).slice(0, 10);
}

/** The system keeps whole seconds. */
export function secondOf(utcMs: number, utcOffsetMinutes: number): string {
  return toServerTime(utcMs, utcOffsetMinutes).slice(0, 19).replace('T', ' ');
}
