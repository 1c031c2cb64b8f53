/** A switch in a call's data: clients send booleans, "true" and "false", 1 and 0. */
export function flag(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null || value === '') return otherwise;
  const text = String(value as string | number | boolean).toLowerCase();
  return text === 'true' || text === '1';
}

/** A text in a call's data; numbers count as their digits. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A whole number from 0 on in a call's data; 0 for anything else. */
export function count(value: unknown): number {
  const number = Number(text(value));
  return Number.isInteger(number) && number > 0 ? number : 0;
}
