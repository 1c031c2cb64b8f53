import { randomUUID } from 'node:crypto';

/** An error that a simulated system can be told to make. */
export interface FaultKind {
  readonly kind: string;
  /** What it does, and which `params` it reads with their units. Shown in the control interface. */
  readonly description: string;
}

/** One order to fail. */
export interface Fault {
  readonly id: string;
  readonly kind: string;
  /** The operation it strikes, by the vendor's own name, or `*` for any. */
  readonly target: string;
  /** How many calls it still strikes; null means until removed. */
  readonly times: number | null;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface FaultOrder {
  readonly kind: string;
  readonly target?: string;
  readonly times?: number | null;
  readonly params?: Record<string, unknown>;
}

/** The faults in force. `take` is asked once per call of an operation; the oldest fault that fits strikes. */
export class FaultBook {
  readonly kinds: readonly FaultKind[];
  #faults: Fault[] = [];

  constructor(kinds: readonly FaultKind[]) {
    this.kinds = kinds;
  }

  add(order: FaultOrder): Fault {
    if (!this.kinds.some(({ kind }) => kind === order.kind)) {
      const known = this.kinds.map(({ kind }) => kind).join(', ');
      throw new Error(`unknown fault kind "${order.kind}"; known kinds: ${known}`);
    }
    const fault = {
      id: randomUUID(),
      kind: order.kind,
      target: order.target ?? '*',
      times: order.times === undefined ? 1 : order.times,
      params: order.params ?? {},
    };
    this.#faults.push(fault);
    return fault;
  }

  /** The fault that strikes this call, of one of `kinds`, if any; uses one of its times up. */
  take(target: string, kinds?: readonly string[]): Fault | undefined {
    const fault = this.#faults.find(
      (each) =>
        (each.target === '*' || each.target.toLowerCase() === target.toLowerCase()) &&
        (kinds === undefined || kinds.includes(each.kind)),
    );
    if (fault === undefined || fault.times === null) return fault;
    const left = fault.times - 1;
    this.#faults = this.#faults.flatMap((each) => {
      if (each !== fault) return [each];
      return left > 0 ? [{ ...fault, times: left }] : [];
    });
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Removes one fault by id, or all. */
  clear(id?: string): void {
    this.#faults = id === undefined ? [] : this.#faults.filter((fault) => fault.id !== id);
  }
}
