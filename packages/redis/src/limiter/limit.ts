/** At most `calls` within any `windowMs`, counted where the calls arrive. */
export interface Limit {
  readonly key: string;
  readonly calls: number;
  readonly windowMs: number;
}

/** Leave for one call, or the milliseconds after which to ask again. */
export type Leave =
  | {
      readonly waitMs: 0;
      /** To be called when the answer is in, whatever it was. */
      readonly answered: () => Promise<void>;
    }
  | { readonly waitMs: number; readonly answered: null };

/**
 * Keeps calls below several limits at once without guessing how long they travel: a slot taken for a call is free
 * again one window after the answer to that call. So the n+1st call cannot arrive within a window of the first,
 * and no call is ever refused by the other side. A call that is never answered holds its slot for `holdMs`.
 *
 * It never waits itself.
 */
export interface Limiter {
  /** Takes a slot of every limit, or of none. */
  take(limits: readonly Limit[]): Promise<Leave>;
  /** Closes a limit for a while, because the other side said so. */
  close(limit: Limit, forMs: number): Promise<void>;
  /** Gives what is not in use to the other processes; to be called when this one ends, after its last call. */
  giveBack(): Promise<void>;
}
