import type { Priority } from '@hub/schemas';

/** Something that waits for its turn. */
export interface Entry<Item> {
  readonly tenant: string;
  /** What it has to pass: the gate of one API of one tenant. */
  readonly gate: string;
  readonly priority: Priority;
  /** Since when it waits, monotonic milliseconds. */
  readonly since: number;
  readonly item: Item;
}

export interface FairQueueOptions {
  /** Every so many turns of a gate one goes to whoever has waited longest, so that nobody waits for ever. */
  readonly turnsPerOldest: number;
  /** But only if he has waited for so long. */
  readonly oldestAfterMs: number;
}

interface Gate<Item> {
  readonly lanes: Readonly<Record<Priority, Entry<Item>[]>>;
  turns: number;
}

const order: readonly Priority[] = ['URGENT', 'NORMAL', 'LOW'];

/**
 * Whose turn it is: tenants one after the other, within a tenant its gates one after the other, at a gate the most
 * urgent first. Every call costs a limit the same, so taking turns is the fair share.
 *
 * It knows no time and no limits: whoever asks says what time it is and which gates are open.
 */
export class FairQueue<Item> {
  /** In the order in which they have their turn. */
  readonly #tenants = new Map<string, Map<string, Gate<Item>>>();
  #size = 0;

  constructor(private readonly options: FairQueueOptions) {}

  get size(): number {
    return this.#size;
  }

  add(entry: Entry<Item>): void {
    this.#laneOf(entry).push(entry);
    this.#size += 1;
  }

  /** For one that had its turn and could not use it: it is the first of its lane again. */
  putBack(entry: Entry<Item>): void {
    this.#laneOf(entry).unshift(entry);
    this.#size += 1;
  }

  /** How many wait in a lane. */
  waiting({ tenant, gate, priority }: Pick<Entry<Item>, 'tenant' | 'gate' | 'priority'>): number {
    return this.#tenants.get(tenant)?.get(gate)?.lanes[priority].length ?? 0;
  }

  /** Takes the next one out whose gate is open; undefined when there is none. */
  next(nowMs: number, isOpen: (gate: string) => boolean): Entry<Item> | undefined {
    for (const [tenant, gates] of this.#tenants) {
      for (const [name, gate] of gates) {
        if (!isOpen(name)) continue;
        const entry = this.#pick(gate, nowMs);
        if (entry === undefined) continue;
        gates.delete(name);
        if (order.some((priority) => gate.lanes[priority].length > 0)) gates.set(name, gate);
        this.#tenants.delete(tenant);
        if (gates.size > 0) this.#tenants.set(tenant, gates);
        this.#size -= 1;
        return entry;
      }
    }
    return undefined;
  }

  /** Takes out everything that waits at the gates for which `which` holds, oldest first. */
  remove(which: (gate: string) => boolean): readonly Entry<Item>[] {
    const removed: Entry<Item>[] = [];
    for (const [tenant, gates] of this.#tenants) {
      for (const [name, gate] of gates) {
        if (!which(name)) continue;
        removed.push(...order.flatMap((priority) => gate.lanes[priority]));
        gates.delete(name);
      }
      if (gates.size === 0) this.#tenants.delete(tenant);
    }
    this.#size -= removed.length;
    return removed.toSorted((one, other) => one.since - other.since);
  }

  #pick(gate: Gate<Item>, nowMs: number): Entry<Item> | undefined {
    const { turnsPerOldest, oldestAfterMs } = this.options;
    gate.turns += 1;
    const heads = order.flatMap((priority) => gate.lanes[priority][0] ?? []);
    const [urgent] = heads;
    const [oldest] = heads.toSorted((one, other) => one.since - other.since);
    if (urgent === undefined || oldest === undefined) return undefined;
    const isOldestsTurn =
      gate.turns % turnsPerOldest === 0 && nowMs - oldest.since >= oldestAfterMs;
    return gate.lanes[(isOldestsTurn ? oldest : urgent).priority].shift();
  }

  #laneOf({ tenant, gate: name, priority }: Entry<Item>): Entry<Item>[] {
    let gates = this.#tenants.get(tenant);
    if (gates === undefined) this.#tenants.set(tenant, (gates = new Map<string, Gate<Item>>()));
    let gate = gates.get(name);
    if (gate === undefined) {
      gate = { lanes: { URGENT: [], NORMAL: [], LOW: [] }, turns: 0 };
      gates.set(name, gate);
    }
    return gate.lanes[priority];
  }
}
