import { Decimal } from '@hub/core';
import type { Step, Summary } from '@hub/schemas';
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
  documents: number;
}

const zero = new Decimal('0');

/** What a control total counts: what was approved, also when it is finished by now. */
const counted: ReadonlySet<Step> = new Set<Step>(['APPROVED', 'CLOSED']);

/** Sums up documents by organisation and currency, one page after another. */
export class Sums {
  readonly #sums = new Map<string, Sum>();

  add({ step, summary }: { readonly step: Step; readonly summary: Summary }): void {
    const { amount, organisation } = summary;
    if (!counted.has(step) || amount === null || organisation === null) return;
    const sum = this.#of(organisation, amount.currency);
    sum.total = sum.total.plus(amount.amount);
    sum.documents += 1;
  }

  /** Where a system's own totals differ. Of a form that the system says nothing of, nothing is known. */
  differences(totals: readonly ControlTotal[]): TotalDifference[] {
    if (totals.length === 0) return [];
    const said = new Map(
      totals.map((one) => [placeOf(one.organisation, one.currency), one] as const),
    );
    const places = new Set([...said.keys(), ...this.#sums.keys()]);
    return [...places].flatMap((place) => {
      const sum = this.#sums.get(place);
      const total = said.get(place);
      const [expected, found] = [total?.total ?? zero, sum?.total ?? zero];
      const documents = total?.documents ?? sum?.documents ?? 0;
      const right = expected.eq(found) && documents === (sum?.documents ?? 0);
      const { organisation, currency } = total ?? sum ?? { organisation: '', currency: '' };
      return right ? [] : [{ organisation, currency, expected, found }];
    });
  }

  #of(organisation: string, currency: string): Sum {
    const place = placeOf(organisation, currency);
    const known = this.#sums.get(place);
    if (known !== undefined) return known;
    const made = { organisation, currency, total: zero, documents: 0 };
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
