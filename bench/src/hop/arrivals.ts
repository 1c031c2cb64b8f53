import { OutputsDiffer } from '../measurement.js';

/** Times of one command on its way, by the monotonic clock. */
interface Way {
  readonly dueAt: number;
  readableAt: number;
  arrivedAt: number[];
}

/** What was sent and what became of it: every command has to reach DingTalk, and once. */
export class Arrivals {
  readonly #ways = new Map<string, Way>();
  #open = 0;

  /** Expects a command; its document was due to be published at a time. */
  expect(commandId: string, dueAt: number): void {
    this.#ways.set(commandId, { dueAt, readableAt: Number.NaN, arrivedAt: [] });
    this.#open += 1;
  }

  /** The broker has acknowledged the document. */
  readable(commandId: string, at: number): void {
    const way = this.#ways.get(commandId);
    if (way !== undefined) way.readableAt = at;
  }

  /** A request with this command reached DingTalk. Commands that nobody expects are somebody else's. */
  arrived(commandId: string, at: number): void {
    const way = this.#ways.get(commandId);
    if (way === undefined) return;
    if (way.arrivedAt.length === 0) this.#open -= 1;
    way.arrivedAt.push(at);
  }

  /** Commands that have not arrived yet. */
  get open(): number {
    return this.#open;
  }

  /** @throws OutputsDiffer when a command is missing or came more than once */
  requireOnce(): void {
    const ways = [...this.#ways.values()];
    const missing = ways.filter(({ arrivedAt }) => arrivedAt.length === 0).length;
    const repeated = ways.filter(({ arrivedAt }) => arrivedAt.length > 1).length;
    if (missing + repeated === 0) return;
    throw new OutputsDiffer(
      `of ${String(ways.length)} commands ${String(missing)} never reached DingTalk ` +
        `and ${String(repeated)} came more than once`,
    );
  }

  /** Milliseconds from when each document was due to the request; publishing is included. */
  sinceDue(): readonly number[] {
    return this.#milliseconds(({ dueAt }) => dueAt);
  }

  /** Milliseconds from the broker's acknowledgement to the request; below 0 when the hub was faster than that. */
  sinceReadable(): readonly number[] {
    return this.#milliseconds(({ readableAt }) => readableAt);
  }

  #milliseconds(from: (way: Way) => number): readonly number[] {
    return [...this.#ways.values()].flatMap((way) => {
      const [first] = way.arrivedAt;
      return first === undefined ? [] : [first - from(way)];
    });
  }
}
