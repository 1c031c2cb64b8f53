/** A scalar of an exactly read JSON. A number that is no safe integer comes as its exact text. */
export type Cell = string | number | boolean | null;

/**
 * Reads JSON without losing a digit: whole numbers that JavaScript holds exactly stay numbers, all others
 * (`86000.10`, `123456789012345678901`) become the text that stood in the JSON, ready for an exact decimal.
 *
 * @throws SyntaxError whose message quotes the text, so it must not be shown
 */
export function parseExactJson(text: string): unknown {
  // Looking at every value takes five times as long as parsing, and most answers hold short whole numbers alone.
  if (!oddNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

/** A number with a fraction, an exponent or more digits than are surely exact; within a text it does no harm. */
const oddNumber = /(?:^|[[,:])\s*-?(?:\d+[.eE]|\d{16})/;

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  // 1.00000000000000001 parses to a safe integer as well, so the text decides what kind of number it is.
  const whole = /^-?\d+(\.0+)?$/.test(context.source);
  return whole && Number.isSafeInteger(value) ? value : context.source;
}

/** A JSON object, as opposed to an array, a scalar or null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
