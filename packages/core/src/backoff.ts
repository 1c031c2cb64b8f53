export interface BackoffOptions {
  /** Wait before the second attempt, in milliseconds. */
  readonly firstMs: number;
  /** No wait is longer, in milliseconds. */
  readonly maxMs: number;
}

/**
 * The wait after the n-th failed attempt (n from 1): doubling, capped, spread over the upper half so that
 * clients which failed together do not come back together.
 *
 * With first 500 ms and max 60 s the caps are 0.5, 1, 2, 4, 8, 16, 32, 60, 60 … s.
 *
 * @param random a number from [0, 1)
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: BackoffOptions,
  random: number,
): number {
  const cap = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(cap / 2 + (cap / 2) * random);
}
