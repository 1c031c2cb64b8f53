/** The middle of the values; the mean of the two middle ones when their number is even. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Linear percentile, `p` from 0 to 100. NaN for no values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = ((sorted.length - 1) * p) / 100;
  const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

/** How far the rounds lie apart: largest less smallest, as a part of the median. The noise of the machine. */
export function spread(values: readonly number[]): number {
  const apart = Math.max(...values) - Math.min(...values);
  // Counts are often zero in every round.
  return apart === 0 ? 0 : apart / median(values);
}

/** The items beginning with another one each round, so that nobody always runs first or after the same rival. */
export function rotated<T>(items: readonly T[], round: number): readonly T[] {
  const first = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
