import type { Outbound, Outcome } from '@hub/core';
import type { Delivery } from './delivery.js';
import { laneOf } from './delivery.js';
import { notAnOutcome } from './outcome-of.js';
import type { FlowOptions } from './partition-flow.js';
import { PartitionFlow } from './partition-flow.js';

export interface BatchFlowOptions extends FlowOptions {
  /** Calls the handler; never rejects, and answers one outcome per delivery. */
  readonly handle: (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>;
}

/** Deliveries of one key, in order, until their wait is over. */
interface HeldLane {
  readonly deliveries: Delivery[];
}

/**
 * Hands events over in batches, one batch at work per partition. A key that has to be retried is held back with
 * everything behind it; the others go on.
 */
export class BatchFlow extends PartitionFlow {
  readonly #handle: (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>;
  #queue: Delivery[] = [];
  #head = 0;
  /** Lanes that wait for their next attempt. */
  readonly #held = new Map<string, HeldLane>();
  /** Deliveries whose wait is over, in order per key. */
  #due: Delivery[] = [];
  #running = false;

  constructor(options: BatchFlowOptions) {
    super(options);
    this.#handle = options.handle;
  }

  protected override enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
  }

  protected override pump(): void {
    if (!this.isOpen || this.isStopped() || this.#running) return;
    this.#running = true;
    this.work(this.#run());
  }

  async #run(): Promise<void> {
    while (this.isOpen && !this.isStopped()) {
      const batch = this.#take();
      if (batch.length === 0) break;
      await this.#process(batch);
    }
    this.#running = false;
  }

  #take(): Delivery[] {
    const { batchMax } = this.options.limits;
    const batch = this.#due.splice(0, batchMax);

    for (let next = this.#queue[this.#head]; next !== undefined; next = this.#queue[this.#head]) {
      if (batch.length >= batchMax) break;
      this.#head += 1;
      if (!this.#waitsBehind(next)) batch.push(next);
    }
    if (this.#head === this.#queue.length || this.#head >= 4_096) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return batch;
  }

  /** True when earlier events of the same key wait, and this one has been put behind them. */
  #waitsBehind(delivery: Delivery): boolean {
    // Nearly always there are none, and the key need not be looked at.
    if (this.#held.size === 0 && this.#due.length === 0) return false;
    if (this.#isHeld(delivery)) return true;
    const lane = laneOf(delivery);
    if (!this.#due.some((due) => laneOf(due) === lane)) return false;
    this.#due.push(delivery);
    return true;
  }

  /** The same for lanes that are held back, among them those of the batch at work. */
  #isHeld(delivery: Delivery): boolean {
    if (this.#held.size === 0) return false;
    const held = this.#held.get(laneOf(delivery));
    if (held === undefined) return false;
    const last = held.deliveries.at(-1);
    held.deliveries.push(delivery);
    if (last !== undefined && last.slot > delivery.slot) held.deliveries.sort(inOrder);
    return true;
  }

  async #process(batch: readonly Delivery[]): Promise<void> {
    const outcomes = await this.#outcomesOf(batch);
    if (this.isStopped()) return;

    const settling: Delivery[] = [];
    const outbound: Outbound[] = [];
    let parks = 0;
    for (const [index, delivery] of batch.entries()) {
      if (this.#isHeld(delivery)) continue;
      const waitMs = this.#decide(delivery, outcomes[index]);
      if (waitMs !== null) {
        this.#hold(delivery, waitMs);
        continue;
      }
      settling.push(delivery);
      if (delivery.effect?.kind === 'publish') outbound.push(...delivery.effect.outbound);
      else parks += 1;
    }

    const together = parks === 0 && (await this.#writeTogether(outbound));
    if (this.isStopped()) return;
    if (!together) await this.#writeApart(settling);
    else for (const delivery of settling) this.settled(delivery);
  }

  /** Calls the handler with what it can read and has not dealt with yet. */
  async #outcomesOf(batch: readonly Delivery[]): Promise<readonly (Outcome | undefined)[]> {
    let plain = true;
    for (const delivery of batch) {
      this.options.settlement.attempted(delivery);
      this.read(delivery);
      if (delivery.fault !== null || delivery.effect !== null) plain = false;
    }
    if (plain) return await this.#handle(batch);

    const fresh = batch.filter(({ fault, effect }) => fault === null && effect === null);
    const outcomes = fresh.length === 0 ? [] : await this.#handle(fresh);
    const byDelivery = new Map(fresh.map((delivery, index) => [delivery, outcomes[index]]));
    return batch.map((delivery) =>
      delivery.fault === null ? byDelivery.get(delivery) : { kind: 'park', error: delivery.fault },
    );
  }

  #decide(delivery: Delivery, outcome: Outcome | undefined): number | null {
    if (delivery.effect !== null) return null;
    const said = outcome ?? notAnOutcome(this.source.topic, 'one outcome per event');
    return this.options.settlement.decide(this.source, delivery, said);
  }

  /** False when something in it can never be written. While the brokers do not answer the whole partition waits. */
  async #writeTogether(outbound: readonly Outbound[]): Promise<boolean> {
    if (outbound.length === 0) return true;
    const { settlement } = this.options;

    for (let attempt = 1; ; attempt += 1) {
      const result = await settlement.applyTogether(outbound);
      if (result !== 'again') return result === 'written';
      if (!(await this.wait(settlement.waitAfter(attempt)))) return true;
    }
  }

  async #writeApart(deliveries: readonly Delivery[]): Promise<void> {
    const { settlement } = this.options;
    // Lanes held back before this are held back for a later event of theirs.
    const waiting = new Set<string>();

    for (const delivery of deliveries) {
      const { effect } = delivery;
      const lane = laneOf(delivery);
      if (waiting.has(lane) && this.#isHeld(delivery)) continue;
      const waitMs = effect === null ? null : await settlement.apply(this.source, delivery, effect);
      if (this.isStopped()) return;
      if (waitMs === null) {
        this.settled(delivery);
        continue;
      }
      waiting.add(lane);
      this.#hold(delivery, waitMs);
    }
  }

  /** Holds back an event and everything behind it. A new wait of the same lane takes the place of the last. */
  #hold(delivery: Delivery, waitMs: number): void {
    const lane = laneOf(delivery);
    const behind = this.#due.filter((due) => laneOf(due) === lane);
    if (behind.length > 0) this.#due = this.#due.filter((due) => laneOf(due) !== lane);
    const before = this.#held.get(lane)?.deliveries ?? [];
    const held: HeldLane = { deliveries: [delivery, ...before, ...behind].sort(inOrder) };
    this.#held.set(lane, held);

    void this.wait(waitMs).then((goOn) => {
      if (!goOn || this.#held.get(lane) !== held) return;
      this.#held.delete(lane);
      this.#due.push(...held.deliveries);
      this.pump();
    });
  }
}

function inOrder(a: Delivery, b: Delivery): number {
  return a.slot - b.slot;
}
