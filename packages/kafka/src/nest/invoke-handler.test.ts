import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { Outcome } from '@hub/core';
import { HubError, systemClock } from '@hub/core';
import { of } from 'rxjs';
import type { Delivery } from '../consumer/delivery.js';
import { ConsumerTelemetry } from '../telemetry/consumer-telemetry.js';
import { aBatch } from '../testing/flow-rig.js';
import type { InvokeOptions, NestHandler } from './invoke-handler.js';
import { invokeForBatch, invokeForEvent } from './invoke-handler.js';

const done: Outcome = { kind: 'done', outbound: [] };
const source = { topic: 'topic', partition: 0 };
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function options(handler: NestHandler): InvokeOptions {
  const telemetry = new ConsumerTelemetry('group', systemClock);
  return { source, handler, telemetry, clock: systemClock };
}

function deliveries(count: number): Delivery[] {
  const { messages } = aBatch(Array<string>(count).fill('a'));
  return messages.map((message, index) => ({
    message: Object.assign(message, { headers: { traceparent, 'occurred-at': '1000' } }),
    ...{ offset: index, slot: index, bytes: 1, value: index, isRead: true, fault: null },
    ...{ attempts: 1, firstTriedAt: 0, effect: null },
  }));
}

describe('invokeForEvent', () => {
  const [delivery] = deliveries(1) as [Delivery];
  const thrown = new TypeError('x is undefined');
  const busy = new HubError('TEST_BUSY', 'not now', { retryable: true });
  const cases: { name: string; handler: NestHandler; want: Partial<Outcome> }[] = [
    { name: 'takes a promised outcome', handler: async () => done, want: done },
    { name: 'takes an observed outcome', handler: () => of(done), want: done },
    {
      name: 'parks what the handler throws at once',
      handler: () => {
        throw thrown;
      },
      want: { kind: 'park', error: thrown },
    },
    {
      name: 'parks a rejection',
      handler: async () => Promise.reject(thrown),
      want: { kind: 'park', error: thrown },
    },
    {
      name: 'retries a retryable fault that was thrown instead of settled',
      handler: async () => Promise.reject(busy),
      want: { kind: 'retry', error: busy },
    },
  ];
  for (const { name, handler, want } of cases) {
    it(name, async () => {
      assert.deepEqual(await invokeForEvent(options(handler), delivery), want);
    });
  }

  for (const answer of [undefined, null, 1, {}, { kind: 'else' }, []]) {
    it(`parks when the handler answers ${inspect(answer)}`, async () => {
      const outcome = await invokeForEvent(
        options(async () => answer),
        delivery,
      );
      assert.equal(outcome.kind, 'park');
      assert.equal(outcome.error instanceof HubError && outcome.error.code, 'KAFKA_HANDLER_RESULT');
    });
  }

  it('hands the trace and the time of the first cause on to what an event causes', async () => {
    const outbound = [
      { topic: 'out', value: {} },
      { topic: 'out', value: {}, headers: { priority: 'URGENT', 'occurred-at': '5' } },
    ];
    const outcome = await invokeForEvent(
      options(async () => ({ kind: 'done', outbound })),
      delivery,
    );
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(
      outcome.outbound.map(({ headers }) => headers),
      [
        { traceparent, 'occurred-at': '1000' },
        { traceparent, 'occurred-at': '5', priority: 'URGENT' },
      ],
    );
  });
});

describe('invokeForBatch', () => {
  it('calls once when the handler answers for every event', async () => {
    let calls = 0;
    const outcomes = await invokeForBatch(
      options(async (values) => {
        calls += 1;
        return (values as unknown[]).map(() => done);
      }),
      deliveries(3),
    );
    assert.deepEqual(outcomes, [done, done, done]);
    assert.equal(calls, 1);
  });

  it('finds the one bad event by calling again with each alone', async () => {
    const outcomes = await invokeForBatch(
      options(async (values) => {
        const all = values as number[];
        if (all.includes(1)) throw new TypeError('1 is bad');
        return all.map(() => done);
      }),
      deliveries(3),
    );
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['done', 'park', 'done'],
    );
  });

  it('takes nothing for granted when there are too few outcomes', async () => {
    const sizes: number[] = [];
    const outcomes = await invokeForBatch(
      options(async (values) => {
        sizes.push((values as unknown[]).length);
        return [done];
      }),
      deliveries(2),
    );
    assert.deepEqual(sizes, [2, 1, 1]);
    assert.deepEqual(outcomes, [done, done]);
  });
});
