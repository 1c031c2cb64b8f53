import { phraseSchema } from '@hub/core';
import { z } from 'zod';

/** What the notifier says, in one language; for one tenant when it has a wording of its own. */
export type Words = z.output<typeof wordsSchema>;
/** Words of a tenant that stand before the usual ones. */
export type OwnWords = z.output<typeof ownWordsSchema>;

const lengthMax = 120;

const phrase = (...slots: readonly string[]): z.ZodType<string> => phraseSchema(slots, lengthMax);

/** Parts of a sentence about figures and dates; a part is left out when one of its values is not known. */
const parts = z
  .array(z.string().min(1).max(lengthMax))
  .min(1)
  .max(6)
  .refine((texts) => !texts.some((text) => /\p{Cc}/u.test(text)), { error: 'has a line break' });

const texts = <Name extends string>(
  ...names: readonly Name[]
): z.ZodObject<Record<Name, z.ZodType<string>>, z.core.$strict> =>
  z.strictObject(
    Object.fromEntries(names.map((name) => [name, phrase()])) as Record<Name, z.ZodType<string>>,
  );

const about = ['form', 'number'] as const;
const titles = z.strictObject({
  approval: phrase(...about),
  notice: phrase(...about, 'step'),
  decision: phrase(...about, 'outcome'),
  merged: phrase('n'),
  digest: phrase('n'),
});
const labels = texts(
  ...(['number', 'amount', 'counterparty', 'department'] as const),
  ...(['applicant', 'date', 'note', 'status'] as const),
);
const steps = texts(
  ...(['UNKNOWN', 'SAVED', 'SUBMITTED', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const),
  ...(['CLOSED', 'VOIDED', 'DELETED', 'DUE_SOON', 'OVERDUE', 'STUCK'] as const),
  ...(['BELOW_LIMIT', 'WITHIN_LIMIT', 'ANOMALY'] as const),
);
const facts = z.strictObject({
  DUE_SOON: parts,
  DUE_TODAY: parts,
  OVERDUE: parts,
  STUCK: parts,
  BELOW_LIMIT: parts,
  WITHIN_LIMIT: parts,
  ANOMALY: parts,
});
const buttons = texts('approve', 'reject', 'open', 'reason');
const count = z.strictObject({ one: phrase('n').optional(), other: phrase('n') });
const units = z.strictObject({ days: count, hours: count });
const refusals = z
  .record(z.string().regex(/^(other|[A-Z][A-Z_]{2,60})$/), phrase())
  .refine((record) => 'other' in record, { error: 'lacks other, for all that are not listed' })
  .transform((record): Readonly<Record<string, string>> & { readonly other: string } => ({
    ...record,
    other: record['other'] ?? '',
  }));
const plain = {
  money: phrase('amount', 'currency'),
  about: phrase('money', 'local'),
  decidedBy: phrase('actor', 'when'),
  comma: phrase(),
  colon: phrase(),
  waiting: phrase(),
  approved: phrase(),
  rejected: phrase(),
  passedOn: phrase(),
  approvedFinally: phrase(),
  checking: phrase(),
  checkingDetail: phrase(),
  handledInErp: phrase(),
  movedOn: phrase(),
  replaced: phrase(),
  replacedDetail: phrase(),
  notDone: phrase(),
};

/** What is said otherwise about one form. */
const section = z.strictObject({
  name: phrase().optional(),
  titles: titles.partial().optional(),
  labels: labels.partial().optional(),
  steps: steps.partial().optional(),
  facts: facts.partial().optional(),
  /** Which of its dates a to-do is due at and a calendar shows; without it `due`. */
  due: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]*$/, {
      error: 'is no name of a date of the form, such as delivery',
    })
    .optional(),
});
const forms = z.record(z.string().min(1).max(80), section);

/** The schema of a language: nothing may be missing. */
export const wordsSchema = z.strictObject({
  language: z.string().min(2).max(20),
  name: phrase(),
  ...plain,
  ...{ titles, labels, buttons, steps, facts, units, refusals, forms },
});

/** The schema of a tenant's own words: all may be missing, nothing may be misspelt. */
export const ownWordsSchema = z
  .strictObject({
    language: z.string().min(2).max(20),
    ...plain,
    titles: titles.partial(),
    labels: labels.partial(),
    buttons: buttons.partial(),
    steps: steps.partial(),
    facts: facts.partial(),
    units: units.partial(),
    refusals: z.record(z.string().regex(/^(other|[A-Z][A-Z_]{2,60})$/), phrase()),
    forms,
  })
  .partial();

/** The usual words with a tenant's own in their place. */
export function withOwnWords(words: Words, own: OwnWords): Words {
  return merge(words, { ...own, language: undefined }) as Words;
}

type FormWords = Words & { readonly formName: string | null };

/** Put together once: every message asks. */
const known = new WeakMap<Words, Map<string, FormWords>>();

/** The words for one form: its own where it has some. */
export function wordsFor(words: Words, form: string): FormWords {
  const forms = known.get(words) ?? new Map<string, FormWords>();
  known.set(words, forms);
  // Forms without words of their own share one entry: their names come from outside.
  const key = Object.hasOwn(words.forms, form) ? form : '';
  const found = forms.get(key) ?? mergedFor(words, key);
  forms.set(key, found);
  return found;
}

function mergedFor(words: Words, form: string): FormWords {
  const own = words.forms[form];
  if (own === undefined) return { ...words, formName: null };
  const { name, ...rest } = own;
  return { ...(merge(words, { ...rest, due: undefined }) as Words), formName: name ?? null };
}

/** The name of the date that counts for what is to be done about a form. */
export function dueName(words: Words, form: string): string {
  const own = Object.hasOwn(words.forms, form) ? words.forms[form] : undefined;
  return own?.due ?? 'due';
}

/** Objects key by key, all else as a whole; what is undefined changes nothing. */
function merge(base: object, over: object): object {
  const before = base as Readonly<Record<string, unknown>>;
  const merged = Object.entries(over).flatMap(([key, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    return [[key, isRecord(old) && isRecord(value) ? merge(old, value) : value] as const];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
