import { z } from 'zod';

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

/** The schema of one line in a file of words, with `{slots}` of which only those listed can be filled. */
export function phraseSchema(slots: readonly string[], lengthMax: number): z.ZodType<string> {
  return z
    .string({ error: 'is no text; put it in quotes' })
    .min(1, { error: 'is empty' })
    .max(lengthMax, { error: `is longer than ${String(lengthMax)} characters` })
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'has a line break; write one line' })
    .superRefine((text, context) => {
      for (const name of slotsOf(text).filter((used) => !slots.includes(used))) {
        const there = slots.length === 0 ? 'none' : slots.map((one) => `{${one}}`).join(', ');
        context.addIssue({
          code: 'custom',
          message: `{${name}} is no value here; there is ${there}`,
        });
      }
    });
}
