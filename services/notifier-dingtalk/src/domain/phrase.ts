/** Values for the slots of phrases; one that is not there is not known. */
export type Values = Readonly<Partial<Record<string, string>>>;

const slot = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** The names of the slots in a phrase: `逾期 {daysOverdue}` has one. */
export function slotsOf(phrase: string): readonly string[] {
  return [...phrase.matchAll(slot)].map((match) => match[1] ?? '');
}

/** Puts values into the slots of a phrase, in one pass: what looks like a slot within a value stays as it is. */
export function fill(phrase: string, values: Values): string {
  return phrase.replaceAll(slot, (_, name: string) => values[name] ?? '');
}

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
