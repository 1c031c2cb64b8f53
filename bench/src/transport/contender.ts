import { readOrder, report } from '../child.js';
import type { Usage } from '../usage.js';
import { startUsage } from '../usage.js';

/** What a contender is to do. */
export interface ConsumeOrder {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly groupId: string;
  /** Events in the log. */
  readonly events: number;
  /** Of them the first ones are consumed and counted but not timed: the program gets warm. */
  readonly warmUp: number;
  /** How our transport hands events over. */
  readonly mode: 'batch' | 'event';
  /** Whether values are decoded or handed over as bytes. */
  readonly values: 'bytes' | 'avro';
}

/** What a contender reports after it has consumed the whole log once. */
export interface Consumed extends Usage {
  readonly events: number;
  /** Sum of the sizes of all values. */
  readonly bytes: number;
  /** Events in the time that was measured. */
  readonly timedEvents: number;
}

/** Counts events until the log is through, then says what it took. */
export class Counter {
  readonly #order: Pick<ConsumeOrder, 'events' | 'warmUp'>;
  readonly #done: (consumed: Consumed) => void;
  #events = 0;
  #bytes = 0;
  #untimed = 0;
  #usage: (() => Usage) | null = null;

  constructor(order: Pick<ConsumeOrder, 'events' | 'warmUp'>, done: (consumed: Consumed) => void) {
    this.#order = order;
    this.#done = done;
  }

  add(events: number, bytes: number): void {
    this.#events += events;
    this.#bytes += bytes;
    if (this.#usage === null) {
      if (this.#events < this.#order.warmUp) return;
      this.#untimed = this.#events;
      this.#usage = startUsage();
      return;
    }
    if (this.#events < this.#order.events) return;
    this.#done({
      events: this.#events,
      bytes: this.#bytes,
      timedEvents: this.#events - this.#untimed,
      ...this.#usage(),
    });
  }
}

/** In the contender's process: the order, and what counts the events and reports in the end. */
export function contender(): { readonly order: ConsumeOrder; readonly counter: Counter } {
  const order = readOrder() as ConsumeOrder;
  return { order, counter: new Counter(order, report) };
}

/** Settings that all contenders share, so that the broker serves all alike. */
export const fetchWaitMs = 250;
export const commitIntervalMs = 1_000;
