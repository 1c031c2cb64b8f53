import type { Big } from 'big.js';

/** One bill of an account book, and the row of it that is meant. */
interface LinkEnd {
  readonly formId: string;
  readonly id: number;
  readonly entryId: number;
}

/** One row pushed from one bill to the next. */
export interface BillLink {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  readonly quantity: Big;
}

const keyOf = (end: { formId: string; id: number }): string => `${end.formId}/${String(end.id)}`;

/** Which bill came of which. A bill that others came of can neither be un-audited nor deleted. */
export class BillLinks {
  readonly #down = new Map<string, BillLink[]>();
  readonly #up = new Map<string, BillLink[]>();

  add(link: BillLink): void {
    push(this.#down, keyOf(link.from), link);
    push(this.#up, keyOf(link.to), link);
  }

  /** Rows of later bills that came of this bill. */
  downstreamOf(bill: { formId: string; id: number }): readonly BillLink[] {
    return this.#down.get(keyOf(bill)) ?? [];
  }

  /** Rows of earlier bills that this bill came of. */
  upstreamOf(bill: { formId: string; id: number }): readonly BillLink[] {
    return this.#up.get(keyOf(bill)) ?? [];
  }

  /** Forgets a deleted bill, so that what it came of can be pushed again. */
  forget(bill: { formId: string; id: number }): void {
    for (const link of this.upstreamOf(bill)) {
      const kept = this.downstreamOf(link.from).filter((each) => each !== link);
      this.#down.set(keyOf(link.from), kept);
    }
    this.#up.delete(keyOf(bill));
  }
}

function push(map: Map<string, BillLink[]>, key: string, link: BillLink): void {
  const list = map.get(key) ?? [];
  list.push(link);
  map.set(key, list);
}
