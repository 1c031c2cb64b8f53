import type { Clock, Outbound, Outcome } from '@hub/core';
import { systemClock } from '@hub/core';
import type { Parked } from '@hub/schemas';
import { Logger } from '@nestjs/common';
import type { Batch } from 'kafkajs';
import { BatchFlow } from '../consumer/batch-flow.js';
import type { Delivery } from '../consumer/delivery.js';
import { EventFlow } from '../consumer/event-flow.js';
import type { ConsumerLimits } from '../consumer/limits.js';
import { defaultLimits } from '../consumer/limits.js';
import type { FlowOptions } from '../consumer/partition-flow.js';
import { Settlement } from '../consumer/settlement.js';

/** Collects what is published and parked; can be told to fail. */
export class FakeSink {
  readonly published: Outbound[] = [];
  readonly parkedRecords: Parked[] = [];
  readonly retries: string[] = [];
  /** Called before every write; throws to make it fail. */
  before: (outbound: readonly Outbound[]) => void = () => undefined;
  beforePark: (parked: Parked) => void = () => undefined;

  async publish(outbound: readonly Outbound[]): Promise<void> {
    await Promise.resolve();
    this.before(outbound);
    this.published.push(...outbound);
  }

  async park(parked: Parked): Promise<void> {
    await Promise.resolve();
    this.beforePark(parked);
    this.parkedRecords.push(parked);
  }

  get reasons(): string[] {
    return this.parkedRecords.map(({ code }) => code);
  }
}

export interface FlowSetting {
  readonly sink?: FakeSink;
  readonly clock?: Clock;
  readonly limits?: Partial<ConsumerLimits>;
  readonly after?: Promise<void>;
}

Logger.overrideLogger(['fatal']);

function optionsOf(setting: FlowSetting): FlowOptions {
  const { sink = new FakeSink(), clock = systemClock, after = Promise.resolve() } = setting;
  const limits = { ...defaultLimits, retryFirstMs: 100, retryMaxMs: 100, ...setting.limits };
  const listener = {
    parked: () => undefined,
    retried: (_topic: string, code: string) => {
      sink.retries.push(code);
    },
  };
  return {
    source: { topic: 'topic', partition: 0 },
    settlement: new Settlement({
      ...{ sink, clock, limits, listener, group: 'group', random: () => 0 },
    }),
    limits,
    clock,
    after,
    decode: (bytes) => JSON.parse(bytes.toString()) as unknown,
    onRoom: () => undefined,
    onBroken: (error) => {
      throw error;
    },
  };
}

export function anEventFlow(
  handle: (delivery: Delivery) => Promise<Outcome>,
  setting: FlowSetting = {},
): EventFlow {
  return new EventFlow({ ...optionsOf(setting), handle });
}

export function aBatchFlow(
  handle: (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>,
  setting: FlowSetting = {},
): BatchFlow {
  return new BatchFlow({ ...optionsOf(setting), handle });
}

/** A fetched batch whose events have the given keys; values are their offsets. */
export function aBatch(keys: readonly string[], firstOffset = 0): Batch {
  const messages = keys.map((key, index) => ({
    key: Buffer.from(key),
    value: Buffer.from(String(firstOffset + index)),
    offset: String(firstOffset + index),
    timestamp: '0',
    attributes: 0,
    headers: {},
  }));
  const lastOffset = firstOffset + keys.length - 1;
  return {
    ...{ topic: 'topic', partition: 0, messages, highWatermark: String(lastOffset + 1) },
    lastOffset: () => String(lastOffset),
    firstOffset: () => String(firstOffset),
    isEmpty: () => keys.length === 0,
    offsetLag: () => '0',
    offsetLagLow: () => '0',
  };
}
