/** One thing that happened in a simulated system. The order of `seq` is the order in which it happened. */
export interface JournalEntry {
  readonly seq: number;
  /** Milliseconds UTC by the simulator's clock. */
  readonly at: number;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Listener = (entry: JournalEntry) => void;

/**
 * The append-only record of a simulated system: the oracle of every test.
 *
 * It keeps everything, because a test must be able to ask about the first second of a long run.
 */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  append(kind: string, data: Record<string, unknown>): JournalEntry {
    const entry = {
      seq: this.#entries.length + 1,
      at: this.#now(),
      kind,
      data: structuredClone(data),
    };
    this.#entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
    return entry;
  }

  /** Entries after `seq`, oldest first, at most `limit`. */
  after(seq: number, limit = 1000): readonly JournalEntry[] {
    return this.#entries.slice(seq, seq + limit);
  }

  /** Calls `listener` for every later entry; the returned function ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
