import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outbound, Outcome } from '@hub/core';
import { HubError } from '@hub/core';
import { FakeClock, eventually, seeded } from '@hub/testkit';
import fc from 'fast-check';
import { FakeSink, aBatch, aBatchFlow } from '../testing/flow-rig.js';
import type { Delivery } from './delivery.js';

const done: Outcome = { kind: 'done', outbound: [] };
const retry: Outcome = {
  kind: 'retry',
  error: new HubError('TEST_BUSY', 'not now', { retryable: true }),
};
const output = ({ value }: Delivery): Outbound => ({ topic: 'out', value: { n: value } });

const numberOf = (value: object): number => (value as { n: number }).n;

describe('BatchFlow', () => {
  it('hands over batches of bounded size', async () => {
    const sizes: number[] = [];
    const flow = aBatchFlow(
      async (deliveries) => {
        sizes.push(deliveries.length);
        return deliveries.map(() => done);
      },
      { limits: { batchMax: 4 } },
    );
    flow.accept(aBatch(Array.from({ length: 10 }, (_, n) => `k${String(n)}`)));
    await eventually(() => flow.mark === 10);
    assert.deepEqual(sizes, [4, 4, 2]);
  });

  it('publishes in order per key whatever is retried or parked, every event once', async () => {
    const event = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      refusals: fc.integer({ min: 0, max: 3 }),
      fate: fc.constantFrom('done', 'park', 'unwritable'),
    });
    const events = fc.array(event, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 7 }), async (all, batchMax) => {
        const clock = new FakeClock();
        const sink = new FakeSink();
        sink.before = (outbound) => {
          const isBad = outbound.some(({ value }) => all[numberOf(value)]!.fate === 'unwritable');
          if (isBad) throw new HubError('AVRO_INVALID_VALUE', 'does not fit');
        };
        const left = all.map(({ refusals }) => refusals);
        const outcomeOf = (delivery: Delivery): Outcome => {
          const index = delivery.value as number;
          left[index]! -= 1;
          if (left[index]! >= 0) return retry;
          if (all[index]!.fate === 'park') return { kind: 'park', error: new Error('bad') };
          return { kind: 'done', outbound: [output(delivery)] };
        };
        const flow = aBatchFlow(async (deliveries) => deliveries.map(outcomeOf), {
          ...{ clock, sink, limits: { batchMax } },
        });
        const half = Math.ceil(all.length / 2);
        const keys = all.map(({ key }) => key);
        flow.accept(aBatch(keys.slice(0, half)));
        await clock.advance(20);
        if (half < all.length) flow.accept(aBatch(keys.slice(half), half));
        await clock.advance(all.length * 4 * 100);

        assert.equal(flow.mark, all.length);
        const numbers = sink.published.map(({ value }) => numberOf(value));
        for (const key of ['a', 'b', 'c']) {
          const wanted = [...all.keys()].filter((n) => keys[n] === key && all[n]!.fate === 'done');
          assert.deepEqual(
            numbers.filter((n) => keys[n] === key),
            wanted,
          );
        }
        assert.equal(sink.parkedRecords.length, all.filter(({ fate }) => fate !== 'done').length);
      }),
      { ...seeded('batches'), numRuns: 60 },
    );
  });

  it('holds back later events of a key in the same batch behind the one to be retried', async () => {
    const clock = new FakeClock();
    const sink = new FakeSink();
    let first = true;
    const flow = aBatchFlow(
      async (deliveries) =>
        deliveries.map((delivery) => {
          const isRefused = first && delivery.value === 0;
          return isRefused ? retry : { kind: 'done', outbound: [output(delivery)] };
        }),
      { clock, sink },
    );
    flow.accept(aBatch(['a', 'b', 'a']));
    await clock.advance(0);
    first = false;
    assert.deepEqual(
      sink.published.map(({ value }) => value),
      [{ n: 1 }],
    );
    assert.equal(flow.mark, null);
    await clock.advance(100);
    assert.deepEqual(
      sink.published.map(({ value }) => value),
      [{ n: 1 }, { n: 0 }, { n: 2 }],
    );
    assert.equal(flow.mark, 3);
  });

  it('keeps unreadable events from the handler, and parks them among the others', async () => {
    const sink = new FakeSink();
    const seen: unknown[] = [];
    const flow = aBatchFlow(
      async (deliveries) => {
        seen.push(...deliveries.map(({ value }) => value));
        return deliveries.map(() => done);
      },
      { sink },
    );
    const batch = aBatch(['a', 'b', 'c']);
    batch.messages[1]!.value = Buffer.from('{');
    flow.accept(batch);
    await eventually(() => flow.mark === 3);
    assert.deepEqual(seen, [0, 2]);
    assert.deepEqual(sink.reasons, ['KAFKA_UNREADABLE']);
  });

  it('parks only the event whose output can never be written', async () => {
    const sink = new FakeSink();
    sink.before = (outbound) => {
      const isBad = outbound.some(({ value }) => (value as { n: number }).n === 1);
      if (isBad) throw new HubError('AVRO_INVALID_VALUE', 'n');
    };
    const flow = aBatchFlow(
      async (deliveries) =>
        deliveries.map((delivery) => ({ kind: 'done', outbound: [output(delivery)] })),
      { sink },
    );
    flow.accept(aBatch(['a', 'b', 'c']));
    await eventually(() => flow.mark === 3);
    assert.deepEqual(sink.reasons, ['AVRO_INVALID_VALUE']);
    assert.deepEqual(
      sink.published.map(({ value }) => value),
      [{ n: 0 }, { n: 2 }],
    );
  });

  it('writes the whole batch again while the brokers do not answer, calling the handler once', async () => {
    const clock = new FakeClock();
    const sink = new FakeSink();
    let failures = 3;
    let calls = 0;
    sink.before = () => {
      failures -= 1;
      if (failures >= 0) throw new HubError('KAFKA_PUBLISH_FAILED', 'down', { retryable: true });
    };
    const flow = aBatchFlow(
      async (deliveries) => {
        calls += 1;
        return deliveries.map((delivery) => ({ kind: 'done', outbound: [output(delivery)] }));
      },
      { clock, sink },
    );
    flow.accept(aBatch(['a', 'b']));
    await clock.advance(10);
    assert.equal(flow.mark, null);
    await clock.advance(1_000);
    assert.equal(flow.mark, 2);
    assert.equal(calls, 1);
    assert.equal(sink.published.length, 2);
  });

  it('parks an event for which the handler gave no outcome', async () => {
    const sink = new FakeSink();
    const flow = aBatchFlow(async () => [done], { sink });
    flow.accept(aBatch(['a', 'b']));
    await eventually(() => flow.mark === 2);
    assert.deepEqual(sink.reasons, ['KAFKA_HANDLER_RESULT']);
  });
});
