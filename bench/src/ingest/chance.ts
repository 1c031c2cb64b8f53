/** Numbers from [0, 1) that are the same at every run (mulberry32), so that two pollers see the same day. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws an index with the probability of its weight. */
export class Lottery {
  readonly #bounds: Float64Array;
  readonly #random: () => number;

  constructor(weights: readonly number[], random: () => number) {
    let sum = 0;
    this.#bounds = Float64Array.from(weights, (weight) => (sum += weight));
    this.#random = random;
  }

  draw(): number {
    const at = this.#random() * (this.#bounds.at(-1) ?? 0);
    let [low, high] = [0, this.#bounds.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bounds[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Weights of Zipf's law: the first is the largest. */
export function zipf(count: number, exponent: number): readonly number[] {
  return Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
}
