import { fill, slotsOf, type Values } from '@hub/core';

/** Fills the parts whose values are all known, and joins them. */
export function fillKnown(parts: readonly string[], values: Values, comma: string): string {
  return parts
    .filter((part) => slotsOf(part).every((name) => (values[name] ?? '') !== ''))
    .map((part) => fill(part, values))
    .join(comma);
}

/** A number of days or hours: `1 day`, `7 days`, `7 天`. */
export function countOf(
  count: string,
  forms: { readonly one?: string | undefined; readonly other: string },
): string {
  return fill(count === '1' ? (forms.one ?? forms.other) : forms.other, { n: count });
}
