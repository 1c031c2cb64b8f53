import type { Position } from '@hub/source';

/** A stretch of time that one reader works through. */
export interface Range {
  /** Where its next page begins. */
  readonly at: { readonly modifiedAt: number; readonly afterId: string | null };
  /** Exclusive end, UTC milliseconds; comes nearer when another reader takes the rest. */
  readonly end: number;
}

interface Work {
  /** Everything before is dealt with. */
  at: Range['at'];
  /** How far pages have come; what lies before is in the hands of this reader. */
  reached: number;
  end: number;
  /** How long a time the last full page took in, here or where this was split off, milliseconds; 0 before the first. */
  pageMs: number;
}

/** Ranges at the beginning for each reader: enough that a busy day does not leave the others idle at once. */
const rangesPerReader = 4;
/** No range is split below this, in milliseconds: whoever changes so much within a second must be read in one go. */
const shortestMs = 2_000;

/**
 * Divides a time among readers. Documents are never spread evenly: whoever has nothing left takes the later half of what
 * the slowest has before him behind the page that is on its way to him, unless that is less than another page.
 */
export class RangeQueue {
  readonly #waiting: Work[] = [];
  readonly #running = new Set<Work>();
  readonly #to: number;

  /** @param to exclusive, UTC milliseconds */
  constructor(from: Range['at'], to: number, readers: number) {
    this.#to = to;
    const count = Math.max(1, readers * rangesPerReader);
    const step = Math.max(shortestMs, wholeSeconds((to - from.modifiedAt) / count));
    for (let start = from.modifiedAt; start < to; start += step) {
      const at = start === from.modifiedAt ? from : { modifiedAt: start, afterId: null };
      this.#waiting.push({ at, reached: start, end: Math.min(to, start + step), pageMs: 0 });
    }
  }

  /**
   * The earliest range that nobody reads, or half of one that somebody reads; null when nothing is worth to be begun. Pages
   * that come may change that, until all is over.
   */
  take(): Range | null {
    const range = this.#waiting.shift() ?? this.#split();
    if (range === null) return null;
    this.#running.add(range);
    return range;
  }

  /** A page has come; nobody else is given what is in it. */
  reached(range: Range, next: Position | null): void {
    const work = this.#workOf(range);
    if (work === undefined) return;
    if (next !== null) work.pageMs = next.modifiedAt - work.reached;
    work.reached = Math.min(work.end, next?.modifiedAt ?? work.end);
  }

  /** A page was dealt with; null when it was the last one of the range. */
  passed(range: Range, next: Position | null): void {
    const work = this.#workOf(range);
    if (work === undefined) return;
    if (next === null || next.modifiedAt >= work.end) this.#running.delete(work);
    else work.at = { modifiedAt: next.modifiedAt, afterId: next.documentId };
  }

  isDone(range: Range): boolean {
    return this.#workOf(range) === undefined;
  }

  /** Nothing is left to be dealt with. */
  get isOver(): boolean {
    return this.#waiting.length + this.#running.size === 0;
  }

  /** Everything before is dealt with: where to go on after a restart. */
  get lowWater(): Position {
    const starts = [...this.#running, ...this.#waiting].map(({ at }) => at);
    const first = starts.reduce<Range['at'] | null>(
      (low, at) => (low === null || at.modifiedAt < low.modifiedAt ? at : low),
      null,
    );
    return first === null
      ? { modifiedAt: this.#to, documentId: '0' }
      : { modifiedAt: first.modifiedAt, documentId: first.afterId ?? '0' };
  }

  #workOf(range: Range): Work | undefined {
    return [...this.#running].find((one) => one === range);
  }

  #split(): Work | null {
    const [longest] = [...this.#running].toSorted((a, b) => leftOf(b) - leftOf(a));
    if (longest === undefined) return null;
    const { reached, end, pageMs } = longest;
    const left = leftOf(longest);
    if (left < Math.max(2 * shortestMs, pageMs)) return null;
    const middle = reached + wholeSeconds(pageMs + left / 2);
    const at = { modifiedAt: middle, afterId: null };
    const rest = { at, reached: middle, end, pageMs };
    longest.end = middle;
    return rest;
  }
}

/** Some systems know no fractions of a second. */
function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

/** Time behind the page that is on its way, milliseconds. */
function leftOf({ reached, end, pageMs }: Work): number {
  return end - reached - pageMs;
}
