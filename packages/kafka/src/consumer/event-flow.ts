import type { Outcome } from '@hub/core';
import type { Delivery } from './delivery.js';
import { laneOf } from './delivery.js';
import type { FlowOptions } from './partition-flow.js';
import { PartitionFlow } from './partition-flow.js';

interface Lane {
  readonly key: string;
  readonly deliveries: Delivery[];
  /** Index of the next delivery to handle. */
  next: number;
}

export interface EventFlowOptions extends FlowOptions {
  /** Calls the handler; never rejects. */
  readonly handle: (delivery: Delivery) => Promise<Outcome>;
}

/** Handles events one by one: one at a time per key, many keys at once. */
export class EventFlow extends PartitionFlow {
  readonly #handle: (delivery: Delivery) => Promise<Outcome>;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that have work and wait for a place among those at work. */
  #ready: Lane[] = [];
  #readyHead = 0;
  #atWork = 0;

  constructor(options: EventFlowOptions) {
    super(options);
    this.#handle = options.handle;
  }

  protected override enqueue(delivery: Delivery): void {
    const key = laneOf(delivery);
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.deliveries.push(delivery);
      return;
    }
    const fresh = { key, deliveries: [delivery], next: 0 };
    this.#lanes.set(key, fresh);
    this.#ready.push(fresh);
  }

  protected override pump(): void {
    while (this.isOpen && !this.isStopped() && this.#atWork < this.options.limits.lanesMax) {
      const lane = this.#nextReady();
      if (lane === undefined) return;
      this.#atWork += 1;
      this.work(this.#run(lane));
    }
  }

  #nextReady(): Lane | undefined {
    const lane = this.#ready[this.#readyHead];
    if (lane === undefined) return undefined;
    this.#readyHead += 1;
    if (this.#readyHead === this.#ready.length) {
      this.#ready = [];
      this.#readyHead = 0;
    }
    return lane;
  }

  /** Handles a lane until it is empty or has to wait. */
  async #run(lane: Lane): Promise<void> {
    let waitMs: number | null = null;

    for (
      let delivery = lane.deliveries[lane.next];
      delivery !== undefined && this.isOpen && !this.isStopped();
      delivery = lane.deliveries[lane.next]
    ) {
      waitMs = await this.#attempt(delivery);
      if (this.isStopped()) return;
      if (waitMs !== null) break;
      lane.next += 1;
      this.settled(delivery);
    }

    this.#atWork -= 1;
    if (waitMs !== null) void this.#pause(lane, waitMs);
    else if (lane.next === lane.deliveries.length) this.#lanes.delete(lane.key);
    this.pump();
  }

  /** Returns the wait when it has to be tried again. */
  async #attempt(delivery: Delivery): Promise<number | null> {
    const { settlement, source } = this.options;
    settlement.attempted(delivery);
    this.read(delivery);

    if (delivery.effect === null) {
      const outcome: Outcome =
        delivery.fault === null
          ? await this.#handle(delivery)
          : { kind: 'park', error: delivery.fault };
      if (this.isStopped()) return null;
      const waitMs = settlement.decide(source, delivery, outcome);
      if (waitMs !== null) return waitMs;
    }
    const { effect } = delivery;
    return effect === null ? null : await settlement.apply(source, delivery, effect);
  }

  /** Holds back one lane; the others go on. */
  async #pause(lane: Lane, ms: number): Promise<void> {
    lane.deliveries.splice(0, lane.next);
    lane.next = 0;
    if (!(await this.wait(ms))) return;
    this.#ready.push(lane);
    this.pump();
  }
}
