/**
 * The only way a value enters a filter: text in single quotes with quotes doubled, whole numbers as they are.
 *
 * Control characters are dropped, because no bill number or name has them and some sites' firewalls block them.
 */
export function literal(value: string | number): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`${String(value)} is no whole number a filter can hold`);
    return String(value);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return `'${value.replaceAll(/[\u0000-\u001f\u007f]/g, '').replaceAll("'", "''")}'`;
}

/** An internal id as a filter literal: ids of bills and users are whole numbers, workflow ids are texts. */
export function idLiteral(id: string): string {
  return /^\d{1,15}$/.test(id) ? literal(Number(id)) : literal(id);
}

/** `FBillNo in ('A','B')` */
export function isOneOf(field: string, values: readonly string[]): string {
  return `${field} in (${values.map((value) => literal(value)).join(',')})`;
}

/** Joins conditions so that all must hold. */
export function allOf(...conditions: readonly string[]): string {
  return conditions.filter((condition) => condition !== '').join(' and ');
}

/** `FID in (1,2)`, for internal ids. */
export function isOneOfIds(field: string, ids: readonly string[]): string {
  return `${field} in (${ids.map(idLiteral).join(',')})`;
}

/** `FID not in (1,2)`, for internal ids. */
export function isNoneOfIds(field: string, ids: readonly string[]): string {
  return `${field} not in (${ids.map(idLiteral).join(',')})`;
}

/** Either of them must hold. */
export function anyOf(...conditions: readonly string[]): string {
  return `(${conditions.join(' or ')})`;
}
