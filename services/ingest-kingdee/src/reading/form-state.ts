import type { MalformedDocument, Position } from '@hub/source';
import { comparePositions } from '../domain/position.js';
import { nodeNames, nodesOf, type OpenNodes } from '../domain/open-nodes.js';
import { ChangeRate } from '../domain/pace.js';
import { RecentChanges } from '../domain/recent-changes.js';
import type { KnownDocument } from '../ports.js';

/** Late commits, several nodes of a system and clocks that differ: what changed within this time may still turn up. */
export const overlapMs = 5 * 60_000;
/** After so long nothing is committed any more with a time in the second before, milliseconds. */
export const trailingMs = 1_500;
/** How often what was committed late is looked for where that takes questions of its own, milliseconds. */
export const lateEveryMs = 60_000;
/** Documents remembered as none of ours, or as malformed, per form. */
const rememberedMax = 20_000;

/**
 * What the reading of one form of an account knows while it goes on. All of it can be lost: the watermark says where to
 * begin again, and the known documents what was published.
 */
export class FormState {
  readonly form: string;
  readonly recent = new RecentChanges();
  readonly rate = new ChangeRate();
  /** Calls of a reading, a moving mean. */
  calls = 1;
  /** How far everything was read. */
  position: Position;
  /** Where a reading goes on that did not get to the end. */
  resumeAt: Position | null = null;
  /** False until the overlap before the position was read once. */
  begun = false;
  /** Wall time at the beginning of the last reading; null before it. */
  readAt: number | null = null;
  /** Monotonic time of the last reading, and of the last searches for late commits in the whole overlap and in half of it. */
  readAtMonotonic = Number.NEGATIVE_INFINITY;
  searchedAtMonotonic = Number.NEGATIVE_INFINITY;
  searchedHalfAtMonotonic = Number.NEGATIVE_INFINITY;
  /** Monotonic time until which it rests after a failure that may pass. */
  restsUntilMonotonic = Number.NEGATIVE_INFINITY;
  /** Documents that have to be read one by one. */
  readonly again = new Set<string>();
  /** Documents left for the next turn, with their times of change: no watermark may pass them. */
  readonly held = new Map<string, number>();
  readonly #waiting = new Map<string, string>();
  readonly #foreign = new Map<string, string>();
  readonly #malformed = new Map<string, string>();
  /** How the system calls the form. */
  title: string;

  constructor(form: string, from: Position) {
    this.form = form;
    this.title = form;
    this.position = from;
  }

  /** Takes in what is known of a document: which steps it waits for. */
  note({ documentId, nodes }: Pick<KnownDocument, 'documentId' | 'nodes'>): void {
    if (nodes.length === 0) this.#waiting.delete(documentId);
    else this.#waiting.set(documentId, nodeNames(nodes));
    this.#foreign.delete(documentId);
  }

  /** Whether steps of a document were published last. */
  waits(documentId: string): boolean {
    return this.#waiting.has(documentId);
  }

  /**
   * Documents whose open steps are not those published last. Their time of change need not have moved, so they have to
   * be read one by one.
   */
  moved(open: OpenNodes): string[] {
    const candidates = new Set([...open.keys(), ...this.#waiting.keys()]);
    return [...candidates].filter((id) => {
      const nodes = nodesOf(open, id);
      return nodes !== (this.#waiting.get(id) ?? '') && this.#foreign.get(id) !== nodes;
    });
  }

  /** Remembers a document that was read and found to be nobody's, or gone, with the steps it has. */
  ignore(documentId: string, open: OpenNodes): void {
    this.#waiting.delete(documentId);
    bound(this.#foreign);
    this.#foreign.set(documentId, nodesOf(open, documentId));
  }

  /** How many documents the next reading will about bring, and not more than a limit. */
  expectedAt(monotonic: number, max: number): number {
    if (this.resumeAt !== null) return max;
    const seconds = (monotonic - this.readAtMonotonic) / 1_000;
    const expected = Math.ceil(this.rate.perSecond * seconds);
    return Number.isFinite(expected) ? Math.min(expected, max) : 0;
  }

  /** It was read, and need not be looked at again. */
  drop(documentId: string): void {
    this.again.delete(documentId);
    this.held.delete(documentId);
  }

  /** True the first time a document is malformed in this way; it is found again and again as long as it is. */
  noteMalformed({ documentId, reason }: MalformedDocument): boolean {
    if (this.#malformed.get(documentId) === reason) return false;
    bound(this.#malformed);
    this.#malformed.set(documentId, reason);
    return true;
  }

  /** Moves the position forward; never back. */
  moveTo(position: Position): void {
    if (comparePositions(this.position, position) >= 0) return;
    this.position = { modifiedAt: position.modifiedAt, documentId: position.documentId };
  }

  /** Has the overlap before an earlier position read: somebody joined who has not read so far. */
  goBackTo(position: Position): void {
    if (comparePositions(position, this.position) < 0) this.position = position;
    this.beginAgain();
  }

  /** Nothing came of the last reading: what it took for read is read again. */
  beginAgain(): void {
    this.begun = false;
    this.resumeAt = null;
  }

  /** Nothing came of the last reading: it is done once more, from where it began. */
  doAgain(): void {
    this.recent.undo();
    this.resumeAt = null;
    this.searchedAtMonotonic = Number.NEGATIVE_INFINITY;
    this.searchedHalfAtMonotonic = Number.NEGATIVE_INFINITY;
  }

  /** Where a watermark may stand: never behind what was left for later. */
  get settledUpTo(): Position {
    const [first] = [...this.held.values()].toSorted((a, b) => a - b);
    if (first === undefined || first > this.position.modifiedAt) return this.position;
    return { modifiedAt: first - 1, documentId: '' };
  }
}

/** Makes room for one more by dropping the oldest entry. */
function bound(map: Map<string, unknown>): void {
  if (map.size < rememberedMax) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
