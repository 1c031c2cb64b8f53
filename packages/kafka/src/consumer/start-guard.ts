import type { Source } from './settlement.js';

/** Knows where the group stands on a partition; see StartOffsets. */
export interface Standing {
  startOf(source: Source, fresh?: boolean): Promise<number>;
}

/** What to do with the first batch of a partition. */
export type Verdict =
  | { readonly kind: 'take' }
  /** It was fetched for an earlier generation; the right one follows. */
  | { readonly kind: 'ignore' }
  /** It keeps coming from elsewhere; the fetching has to be put back to where the group stands. */
  | { readonly kind: 'seek'; readonly offset: number };

const strayMax = 3;

/**
 * Lets a partition begin only where the group stands.
 *
 * kafkajs can hand over a batch that it fetched for the previous generation, from a position that was reached in memory
 * but never committed. Taking it for the beginning would skip everything in between, and soon commit past it.
 */
export class StartGuard {
  readonly #standing: Standing;
  readonly #strays = new Map<string, number>();

  constructor(standing: Standing) {
    this.#standing = standing;
  }

  async judge(source: Source, offset: number): Promise<Verdict> {
    if (offset === (await this.#standing.startOf(source))) return { kind: 'take' };
    // An offset out of range was set back meanwhile, or the log was shortened.
    const start = await this.#standing.startOf(source, true);
    if (offset === start) return { kind: 'take' };

    const name = `${source.topic}/${String(source.partition)}`;
    const strays = (this.#strays.get(name) ?? 0) + 1;
    this.#strays.set(name, strays);
    if (strays < strayMax) return { kind: 'ignore' };
    this.#strays.delete(name);
    return { kind: 'seek', offset: start };
  }
}
