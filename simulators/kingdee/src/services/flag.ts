import { textOf } from '../text.js';

/** A switch in a call's data: clients send booleans, "true" and "false", 1 and 0. */
export function flag(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null || value === '') return otherwise;
  const given = textOf(value).toLowerCase();
  return given === 'true' || given === '1';
}

/** A whole number from 0 on in a call's data; 0 for anything else. */
export function count(value: unknown): number {
  const number = Number(textOf(value));
  return Number.isInteger(number) && number > 0 ? number : 0;
}
