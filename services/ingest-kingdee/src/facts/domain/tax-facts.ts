import { daysFigure, dueWithin, type Fact } from './due-facts.js';
import { dateOf, dayAt, dayOf, isoDay, startOf } from './local-day.js';
import { filingPeriod, taxDeadline, type Calendar, type TaxRule } from './tax-deadline.js';
import { reach } from './threshold.js';

const kind = 'filing';

export interface TaxQuestion {
  readonly rule: TaxRule & { readonly days: readonly number[] };
  /** What was remembered of a filing, by its id. */
  readonly known: (documentId: string) => readonly string[];
  readonly calendar: Calendar;
  readonly now: number;
  readonly timeZone: string;
  readonly watchedSince: number;
}

/** One filing of one tax. */
export interface Filing {
  /** `<name>/<period>`, e.g. `增值税/2026-11`. */
  readonly documentId: string;
  readonly period: string;
  /** Beginning of the last day, UTC milliseconds. */
  readonly due: number;
  readonly fact: Fact | null;
  readonly facts: readonly string[];
}

/** The filings of this month and its neighbours: a holiday may move one into the next month, and no reminder is earlier. */
export function taxFilings(question: TaxQuestion): Filing[] {
  const { rule, calendar, now, timeZone } = question;
  const today = dayAt(now, timeZone);
  const here = dateOf(today);
  return [-1, 0, 1].flatMap((ahead): Filing[] => {
    const { year, month } = dateOf(dayOf(here.year, here.month + ahead, 1));
    const lastDay = taxDeadline(rule, year, month, calendar);
    if (lastDay === null) return [];
    const period = filingPeriod(year, month);
    const documentId = `${rule.name}/${period}`;
    const known = question.known(documentId);
    const cause = isoDay(lastDay);
    // When the day is over there is nothing to remind of: whether it was filed, the ERP does not know.
    const thresholds = today > lastDay ? [] : dueWithin(rule.days, lastDay, timeZone, kind);
    const { fire, facts } = reach(thresholds, { kind, cause, known, now });
    const figures = daysFigure('DUE_SOON', lastDay - today);
    const history = fire !== null && fire.moment < question.watchedSince;
    const fact: Fact | null =
      fire === null ? null : { step: 'DUE_SOON', version: fire.name, figures, history };
    return [{ documentId, period, due: startOf(lastDay, timeZone), fact, facts }];
  });
}
