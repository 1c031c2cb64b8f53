import type { Decimal } from '@hub/core';
import type { MalformedDocument, SourceDocument } from '@hub/source';

/** What was read of one form. */
export interface Sample {
  readonly form: string;
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
}

/** What is wrong with documents, each as a line that names form and number. */
export interface DocumentFaults {
  readonly malformed: readonly string[];
  readonly future: readonly string[];
  readonly outOfRange: readonly string[];
  readonly twice: readonly string[];
}

/** Clocks of ERP servers differ a little; what changed later than this from now has a wrong time. */
const aheadMaxMs = 10 * 60_000;
/** Digits that an event can carry before and behind the decimal point: precision 28, scale 10 in schemas/avro. */
const wholeDigitsMax = 18;
const fractionDigitsMax = 10;

/**
 * Looks for what cannot be told on, or only wrongly. Pure.
 *
 * @param now UTC milliseconds
 */
export function documentFaults(samples: readonly Sample[], now: number): DocumentFaults {
  const documents = samples.flatMap((sample) => sample.documents);
  // The sources set such documents aside themselves where they can tell.
  const setAside = (kind: RegExp): readonly string[] =>
    samples.flatMap(({ malformed }) => malformed.filter(({ code }) => kind.test(code)).map(saidOf));
  return {
    malformed: setAside(/^(?!.*_(FUTURE|AMOUNT_RANGE)$)/),
    future: [
      ...setAside(/_FUTURE$/),
      ...documents
        .filter(({ modifiedAt }) => modifiedAt > now + aheadMaxMs)
        .map((document) => `${nameOf(document)}: ${new Date(document.modifiedAt).toISOString()}`),
    ],
    outOfRange: [
      ...setAside(/_AMOUNT_RANGE$/),
      ...documents.flatMap((document) =>
        amountsOf(document)
          .filter(([, amount]) => !fits(amount))
          .map(([name, amount]) => `${nameOf(document)}: ${name} ${amount.toFixed()}`),
      ),
    ],
    twice: twiceIn(documents),
  };
}

function saidOf({ form, number, documentId, reason }: MalformedDocument): string {
  const name = number === '' ? `id ${documentId}` : number;
  return reason.includes(name) ? reason : `${form} ${name}: ${reason}`;
}

function nameOf({ form, summary }: SourceDocument): string {
  return `${form} ${summary.number}`;
}

function amountsOf(document: SourceDocument): readonly (readonly [string, Decimal])[] {
  const { amount, localAmount } = document.summary;
  const lines = document.lines.flatMap((line, index) =>
    line.amount === null ? [] : [[`line ${String(index + 1)}`, line.amount.amount] as const],
  );
  return [
    ...(amount === null ? [] : [['amount', amount.amount] as const]),
    ...(localAmount === null ? [] : [['local amount', localAmount.amount] as const]),
    ...Object.entries(document.amounts).map(([name, money]) => [name, money.amount] as const),
    ...Object.entries(document.figures).map(([name, figure]) => [name, figure.value] as const),
    ...lines,
  ];
}

function fits(amount: Decimal): boolean {
  const [whole = '', fraction = ''] = amount.abs().toFixed().split('.');
  return whole.length <= wholeDigitsMax && fraction.length <= fractionDigitsMax;
}

/** Numbers that two documents of one form and organisation carry; people could not tell them apart. */
function twiceIn(documents: readonly SourceDocument[]): readonly string[] {
  const ids = new Map<string, Set<string>>();
  for (const document of documents) {
    const { form, summary, documentId } = document;
    const name = [form, summary.number, summary.organisation ?? ''].join(' ').trim();
    ids.set(name, (ids.get(name) ?? new Set()).add(documentId));
  }
  return [...ids]
    .filter(([, found]) => found.size > 1)
    .map(([name, found]) => `${name}: id ${[...found].join(', ')}`);
}
