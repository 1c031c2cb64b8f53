import { Decimal } from '@hub/core';
import type { Figure, Step } from '@hub/schemas';
import { dayAt, isoDay, startOf, type Day } from './local-day.js';
import { nameOf, reach, type FactStep, type Threshold } from './threshold.js';

/** A rule about the due date of documents. */
export interface DueRule {
  readonly kind: 'receivable-overdue' | 'payment-due';
  /** Days after the due date, or before it; each is told once. */
  readonly days: readonly number[];
}

/** A fact that time made of one document. */
export interface Fact {
  readonly step: FactStep;
  /** Names the fact and its cause; version of its event. */
  readonly version: string;
  readonly figures: Readonly<Record<string, Figure>>;
  /** It was true before the hub first looked, so nobody is woken by it. */
  readonly history: boolean;
}

export interface FactOutcome {
  readonly fact: Fact | null;
  /** What is to be remembered of the document. */
  readonly facts: readonly string[];
}

export interface DueQuestion {
  readonly rule: DueRule;
  readonly document: {
    readonly step: Step;
    readonly modifiedAt: number;
    readonly dates: Readonly<Record<string, number>>;
    readonly amounts: Readonly<Record<string, { readonly amount: Decimal }>>;
  };
  readonly moment: Moment;
}

/** When and with which memory a document is looked at. */
export interface Moment {
  /** What was remembered of the document. */
  readonly known: readonly string[];
  /** UTC milliseconds. */
  readonly now: number;
  /** IANA name; days are those of its calendar. */
  readonly timeZone: string;
  /** Since when the rule is watched, UTC milliseconds. */
  readonly watchedSince: number;
}

const over: ReadonlySet<Step> = new Set<Step>(['CLOSED', 'VOIDED', 'DELETED']);

/** What the due date of a document makes of it now. A document that is settled, or has no due date, is nothing. */
export function dueFact({ rule, document, moment }: DueQuestion): FactOutcome {
  const { known, now, timeZone, watchedSince } = moment;
  const due = document.dates['due'];
  const settled = document.amounts['open']?.amount.eq('0') === true;
  if (due === undefined || settled || over.has(document.step)) return { fact: null, facts: known };

  const dueDay = dayAt(due, timeZone);
  const today = dayAt(now, timeZone);
  const cause = isoDay(dueDay);
  const { kind, step } = wordsOf(rule);
  const thresholds =
    step === 'OVERDUE'
      ? overdueBy(rule.days, dueDay, timeZone)
      : // A payment that is overdue is not due soon any more.
        today > dueDay
        ? []
        : dueWithin(rule.days, dueDay, timeZone, kind);
  const { fire, facts } = reach(thresholds, { kind, cause, known, now });
  const history = fire !== null && Math.max(fire.moment, document.modifiedAt) < watchedSince;
  const figures = daysFigure(step, Math.abs(today - dueDay));
  return { fact: fire === null ? null : { step, version: fire.name, figures, history }, facts };
}

function wordsOf({ kind }: DueRule): { kind: string; step: 'OVERDUE' | 'DUE_SOON' } {
  switch (kind) {
    case 'receivable-overdue':
      return { kind: 'overdue', step: 'OVERDUE' };
    case 'payment-due':
      return { kind: 'due', step: 'DUE_SOON' };
  }
}

/** Overdue by n days: when the n-th day after the due day begins. */
function overdueBy(days: readonly number[], dueDay: Day, timeZone: string): readonly Threshold[] {
  return days.map((n) => ({
    name: nameOf('overdue', n, isoDay(dueDay)),
    moment: startOf(dueDay + n, timeZone),
  }));
}

/** Due in n days: when the n-th day before the due day begins. */
export function dueWithin(
  days: readonly number[],
  dueDay: Day,
  timeZone: string,
  kind: string,
): readonly Threshold[] {
  return days.map((n) => ({
    name: nameOf(kind, n, isoDay(dueDay)),
    moment: startOf(dueDay - n, timeZone),
  }));
}

export function daysFigure(
  step: 'OVERDUE' | 'DUE_SOON',
  days: number,
): Readonly<Record<string, Figure>> {
  const figure = { value: new Decimal(String(days)), unit: 'days' };
  return step === 'OVERDUE' ? { daysOverdue: figure } : { daysLeft: figure };
}

/** The span of due days in which a rule can say something new; `graceDays` later nobody needs to hear of it any more. */
export function dueSpan(
  rule: DueRule,
  today: Day,
  graceDays: number,
): { readonly from: Day; readonly to: Day } {
  const most = Math.max(...rule.days);
  return rule.kind === 'receivable-overdue'
    ? { from: today - most - graceDays, to: today }
    : { from: today, to: today + most + 1 };
}
