import type { Month } from './month.js';

/** What was counted in a month: of a kind, day by day. */
export interface Use {
  /** Calls or messages by day of the month, the first at 0; days without any may be missing or 0. */
  readonly days: readonly number[];
  /** Of these, essential ones: approvals, legal deadlines. */
  readonly essential: number;
  /** False when it is an estimate, because Redis is away or has lost it and nobody restored it yet. */
  readonly certain: boolean;
}

export interface Forecast {
  readonly used: number;
  /** What will have been used when the month ends, if it goes on like this. */
  readonly atMonthEnd: number;
  /** Of what is still to come, essential ones. */
  readonly essentialToCome: number;
  /** False when the count is an estimate. */
  readonly certain: boolean;
}

/** A day counts so much less than the next one, so that a changed rule is seen within a week. */
const fading = 0.85;
/** Until a day's worth has passed the month is taken to go like a month that just fits. */
const priorDays = 1;

/**
 * What a month will come to: the use of a working day, recent days counting more, times the working days that are left.
 *
 * @param quota decides what the first day of a month looks like, when there is nothing to go by
 */
export function forecastOf(use: Use, month: Month, quota: number): Forecast {
  const used = use.days.reduce((sum, count) => sum + count, 0);
  const total = month.weights.reduce((sum, weight) => sum + weight, 0);
  const priorRate = total === 0 ? 0 : (quota * 0.8) / total;
  let [counted, weighed] = [priorRate * priorDays, priorDays];
  let over = 0;
  for (let day = 1; day <= month.today; day += 1) {
    const weight = (month.weights[day - 1] ?? 0) * (day === month.today ? month.todayOver : 1);
    const fades = fading ** (month.today - day);
    counted += (use.days[day - 1] ?? 0) * fades;
    weighed += weight * fades;
    over += weight;
  }
  const toCome = (counted / weighed) * Math.max(0, total - over);
  return {
    used,
    atMonthEnd: used + toCome,
    essentialToCome: used === 0 ? 0 : toCome * Math.min(1, use.essential / used),
    certain: use.certain,
  };
}
