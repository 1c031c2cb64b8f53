import { BaseRpcContext } from '@nestjs/microservices';
import type { Delivery } from '../consumer/delivery.js';
import { headersOf } from '../consumer/delivery.js';
import type { Source } from '../consumer/settlement.js';

/** What a handler may know about one event beside its value. */
export class EventContext extends BaseRpcContext<[Source, Delivery]> {
  constructor(source: Source, delivery: Delivery) {
    super([source, delivery]);
  }

  get topic(): string {
    return this.args[0].topic;
  }

  get partition(): number {
    return this.args[0].partition;
  }

  /** Decimal text. */
  get offset(): string {
    return this.args[1].message.offset;
  }

  get key(): string | null {
    return this.args[1].message.key?.toString() ?? null;
  }

  get headers(): Readonly<Record<string, string>> {
    return headersOf(this.args[1].message);
  }

  /** Which attempt this is, from 1. Counted by this process; a restart begins anew. */
  get attempt(): number {
    return this.args[1].attempts;
  }
}

/** What a batch handler may know about its events beside their values. */
export class BatchContext extends BaseRpcContext<[Source, readonly Delivery[]]> {
  constructor(source: Source, deliveries: readonly Delivery[]) {
    super([source, deliveries]);
  }

  get topic(): string {
    return this.args[0].topic;
  }

  get partition(): number {
    return this.args[0].partition;
  }

  get size(): number {
    return this.args[1].length;
  }

  /** The context of the event at an index of the batch. */
  event(index: number): EventContext {
    const delivery = this.args[1][index];
    if (delivery !== undefined) return new EventContext(this.args[0], delivery);
    throw new RangeError(`the batch has ${String(this.size)} events, none at ${String(index)}`);
  }
}
