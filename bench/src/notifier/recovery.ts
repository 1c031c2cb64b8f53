/** Length of the slots in which the far end counts. */
export const slotMs = 100;

/** What the far end saw since it was set up. */
export interface Seen {
  readonly accepted: number;
  readonly rejected: number;
  readonly bans: number;
  /** Mean of the keys. */
  readonly share: number;
  /** Of the key that got least. */
  readonly shareMin: number;
  /** Calls of each process. */
  readonly byProcess: Readonly<Record<string, number>>;
  /** Accepted and rejected calls by `slotMs`, since it was set up. */
  readonly series: readonly (readonly [accepted: number, rejected: number])[];
}

/**
 * Seconds from a disturbance until a whole window after it had its share of the limit; Infinity when none had.
 *
 * @param perSecond what the limit allows of all keys together
 */
export function recoveredAfterS(
  { series }: Pick<Seen, 'series'>,
  { atMs, perSecond, share, windowMs }: Wanted,
): number {
  const width = Math.round(windowMs / slotMs);
  const needed = (share * perSecond * windowMs) / 1_000;
  const first = Math.ceil(atMs / slotMs);
  for (let slot = first; slot + width <= series.length; slot += 1) {
    const accepted = series.slice(slot, slot + width).reduce((sum, [count]) => sum + count, 0);
    // The window begins here: the rate is back from then on, though it is known one window later.
    if (accepted >= needed) return Math.max(0, slot * slotMs - atMs) / 1_000;
  }
  return Infinity;
}

export interface Wanted {
  readonly atMs: number;
  readonly perSecond: number;
  readonly share: number;
  readonly windowMs: number;
}

/** Seconds from a disturbance until the last call was refused, and in how many windows after it there was one. */
export function refusedAfter(
  { series }: Pick<Seen, 'series'>,
  atMs: number,
  windowMs: number,
): { readonly lastS: number; readonly windows: number } {
  const windows = new Set<number>();
  let last = atMs;
  for (const [slot, [, rejected]] of series.entries()) {
    if (rejected === 0 || (slot + 1) * slotMs < atMs) continue;
    last = Math.max(last, (slot + 1) * slotMs);
    windows.add(Math.floor(Math.max(0, slot * slotMs - atMs) / windowMs));
  }
  return { lastS: (last - atMs) / 1_000, windows: windows.size };
}
