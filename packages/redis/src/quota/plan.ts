import type { Forecast } from './forecast.js';

/** How sparing an organisation has to be with its monthly quota; each level includes the ones before. */
export type QuotaLevel = 'NORMAL' | 'MERGE' | 'DIGEST' | 'DEFER';

export interface QuotaPlan {
  readonly level: QuotaLevel;
  /** What is kept for approvals and legal deadlines until the month ends. */
  readonly reserve: number;
  /** What is left of the quota; below 0 when more was used than it allows. */
  readonly left: number;
  /** The forecast beside the quota: above 1 it will not last. */
  readonly load: number;
}

/** What becomes of a message. */
export type Treatment = 'SEND' | 'MERGE' | 'DIGEST' | 'DEFER';

/** Levels that a forecast brings about, the sharpest first: entered at so much of the quota. */
const entered: readonly (readonly [QuotaLevel, number])[] = [
  ['DEFER', 1.5],
  ['DIGEST', 1.15],
  ['MERGE', 0.9],
];
/** And left again below so much of that, because sparing lowers the forecast by itself. */
const leftBelow = 0.8;
/** More than the essential ones that are expected, so that a busy month's end finds its calls. */
const reserveFactor = 1.5;
/**
 * And never less than that part of the quota, up to the month's last minute: a forecast knows nothing of the approvals
 * that pile up on the last evening, and a notice that waits is told in the morning.
 */
const reservePart = 0.05;
const order: readonly QuotaLevel[] = ['NORMAL', 'MERGE', 'DIGEST', 'DEFER'];

/**
 * How sparing to be. Deferred is what is not essential as soon as the rest of the quota is needed for what is; before
 * that, merged and digested as the forecast says.
 *
 * @param before the level until now; a level is left later than it was entered
 */
export function planFor(
  forecast: Forecast,
  quota: number,
  before: QuotaLevel = 'NORMAL',
): QuotaPlan {
  const load = quota <= 0 ? Infinity : forecast.atMonthEnd / quota;
  const left = quota - forecast.used;
  const reserve = Math.ceil(
    Math.max(forecast.essentialToCome * reserveFactor, quota * reservePart),
  );
  const level = left <= reserve ? 'DEFER' : levelOf(load, before, left, reserve);
  return { level, reserve, left, load };
}

function levelOf(load: number, before: QuotaLevel, left: number, reserve: number): QuotaLevel {
  const [now = 'NORMAL'] = entered.flatMap(([level, from]) => (load >= from ? [level] : []));
  if (order.indexOf(now) >= order.indexOf(before)) return now;
  const from = entered.find(([level]) => level === before)?.[1] ?? 0;
  // Deferring also ends late when it was the reserve that brought it about.
  const stays = load >= from * leftBelow || (before === 'DEFER' && left <= reserve / leftBelow);
  return stays ? before : now;
}

/**
 * What becomes of a message at a level.
 *
 * @param essential approvals and legal deadlines, which are never degraded
 */
export function treatmentAt(level: QuotaLevel, essential: boolean): Treatment {
  return essential || level === 'NORMAL' ? 'SEND' : level;
}
