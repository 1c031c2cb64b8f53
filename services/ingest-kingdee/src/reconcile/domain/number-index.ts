/** Numbers kept at most; beyond it a number that occurs twice may be overlooked, never invented. */
const numbersMax = 200_000;

/** Finds numbers that two documents of one organisation bear. */
export class NumberIndex {
  readonly #ids = new Map<string, string>();

  /** The other document with this number; null when it is the first one. */
  add(organisation: string | null, number: string, documentId: string): string | null {
    const place = `${organisation ?? ''}\t${number}`;
    const other = this.#ids.get(place);
    if (other === undefined) {
      if (number !== '' && this.#ids.size < numbersMax) this.#ids.set(place, documentId);
      return null;
    }
    return other === documentId ? null : other;
  }
}

/** Of two documents with one number the one that came later is accused, whichever was read first. */
export function laterOf(a: string, b: string): readonly [later: string, earlier: string] {
  const later = a.length === b.length ? a > b : a.length > b.length;
  return later ? [a, b] : [b, a];
}
