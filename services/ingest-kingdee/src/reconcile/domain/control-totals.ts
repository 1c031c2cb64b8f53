import { Decimal } from '@hub/core';
import type { Money, Summary } from '@hub/schemas';
import type { ControlTotal } from '@hub/source';

/** A total that the documents do not sum up to. */
export interface TotalDifference {
  readonly organisation: string;
  readonly currency: string;
  /** What the system itself says. */
  readonly expected: Decimal;
  /** What its documents sum up to. */
  readonly found: Decimal;
}

interface Sum {
  readonly organisation: string;
  readonly currency: string;
  total: Decimal;
  /** What is still open of them, where documents say so. */
  open: Decimal;
  documents: number;
}

const zero = new Decimal('0');

/** Sums up documents by organisation and currency, one page after another. */
export class Sums {
  readonly #sums = new Map<string, Sum>();

  add(document: {
    readonly summary: Summary;
    readonly amounts: Readonly<Record<string, Money>>;
  }): void {
    const { amount, organisation } = document.summary;
    if (amount === null || organisation === null) return;
    const sum = this.#of(organisation, amount.currency);
    const open = document.amounts['open'];
    sum.total = sum.total.plus(amount.amount);
    sum.open = sum.open.plus(open?.currency === amount.currency ? open.amount : amount.amount);
    sum.documents += 1;
  }

  /**
   * Where a system's own totals differ. A total may be that of the documents or of what is open of them, as the system
   * counts; it is wrong when it is neither. Of a form that the system says nothing of, nothing is known.
   */
  differences(totals: readonly ControlTotal[]): TotalDifference[] {
    if (totals.length === 0) return [];
    const said = new Map(
      totals.map((one) => [placeOf(one.organisation, one.currency), one] as const),
    );
    const places = new Set([...said.keys(), ...this.#sums.keys()]);
    return [...places].flatMap((place) => {
      const sum = this.#sums.get(place);
      const total = said.get(place);
      const expected = total?.total ?? zero;
      const documents = total?.documents ?? sum?.documents ?? 0;
      const [found = zero, open = zero] = [sum?.total, sum?.open];
      const right =
        (expected.eq(found) || expected.eq(open)) && documents === (sum?.documents ?? 0);
      const { organisation, currency } = total ?? sum ?? { organisation: '', currency: '' };
      return right ? [] : [{ organisation, currency, expected, found }];
    });
  }

  #of(organisation: string, currency: string): Sum {
    const place = placeOf(organisation, currency);
    const known = this.#sums.get(place);
    if (known !== undefined) return known;
    const made = { organisation, currency, total: zero, open: zero, documents: 0 };
    this.#sums.set(place, made);
    return made;
  }
}

/** What two looks agree upon: a total that moved while it was read proves nothing. */
export function agreed(
  first: readonly TotalDifference[],
  second: readonly TotalDifference[],
): TotalDifference[] {
  return first.filter((one) =>
    second.some(
      (other) =>
        other.organisation === one.organisation &&
        other.currency === one.currency &&
        other.expected.eq(one.expected) &&
        other.found.eq(one.found),
    ),
  );
}

function placeOf(organisation: string, currency: string): string {
  return `${organisation}\t${currency}`;
}
