import type { Position } from '@hub/source';
import { comparePositions } from './position.js';

/** What was read of one form within the overlap: how many documents the system should have there. */
export class RecentChanges {
  readonly #changes = new Map<string, number>();
  /** What was there before the reading that is under way, in order. */
  readonly #before: (readonly [documentId: string, modifiedAt: number | undefined])[] = [];

  /** Takes in that a document was last changed at that time, as far as was read. */
  note(documentId: string, modifiedAt: number): void {
    this.#before.push([documentId, this.#changes.get(documentId)]);
    this.#changes.set(documentId, modifiedAt);
  }

  /** All that was noted so far is true. */
  keep(): void {
    this.#before.length = 0;
  }

  /** Nothing came of what was noted since the last `keep`. */
  undo(): void {
    for (const [documentId, modifiedAt] of this.#before.splice(0).toReversed()) {
      if (modifiedAt === undefined) this.#changes.delete(documentId);
      else this.#changes.set(documentId, modifiedAt);
    }
  }

  forget(documentId: string): void {
    this.#changes.delete(documentId);
  }

  has({ documentId, modifiedAt }: Position): boolean {
    return this.#changes.get(documentId) === modifiedAt;
  }

  knows(documentId: string): boolean {
    return this.#changes.has(documentId);
  }

  get size(): number {
    return this.#changes.size;
  }

  dropBefore(modifiedAt: number): void {
    for (const [id, at] of this.#changes) if (at < modifiedAt) this.#changes.delete(id);
  }

  /** From a time on, in order. */
  from(modifiedFrom: number): Position[] {
    const found: Position[] = [];
    for (const [documentId, modifiedAt] of this.#changes) {
      if (modifiedAt >= modifiedFrom) found.push({ documentId, modifiedAt });
    }
    return found.sort(comparePositions);
  }

  /** From a time to a position, both included, in order. */
  between(modifiedFrom: number, until: Position): Position[] {
    return this.from(modifiedFrom).filter((one) => comparePositions(one, until) <= 0);
  }
}
