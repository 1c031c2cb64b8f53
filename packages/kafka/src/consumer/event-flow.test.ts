import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'node:test';
import type { Outcome } from '@hub/core';
import { HubError } from '@hub/core';
import { FakeClock, eventually, seeded } from '@hub/testkit';
import fc from 'fast-check';
import { FakeSink, aBatch, anEventFlow } from '../testing/flow-rig.js';
import { gate } from '../testing/rig.js';
import { laneOf } from './delivery.js';

const done: Outcome = { kind: 'done', outbound: [] };
const busy = new HubError('TEST_BUSY', 'not now', { retryable: true });

describe('EventFlow', () => {
  it('handles one event of a key at a time, in order, and many keys at once', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.scheduler(),
        fc.integer({ min: 1, max: 6 }),
        async (all, s, max) => {
          const atWork = new Set<string>();
          const seen = new Map<string, unknown[]>();
          let mostAtOnce = 0;
          const flow = anEventFlow(
            async (delivery) => {
              const key = laneOf(delivery);
              assert.ok(!atWork.has(key), `two of ${key} at once`);
              atWork.add(key);
              mostAtOnce = Math.max(mostAtOnce, atWork.size);
              await s.schedule(Promise.resolve());
              atWork.delete(key);
              seen.set(key, [...(seen.get(key) ?? []), delivery.value]);
              return done;
            },
            { limits: { lanesMax: max } },
          );
          flow.accept(aBatch(all));
          while (flow.mark !== all.length) {
            await turn();
            if (s.count() > 0) await s.waitNext(1);
          }
          assert.ok(mostAtOnce <= max);
          for (const [key, values] of seen) {
            const wanted = [...all.keys()].filter((index) => all[index] === key);
            assert.deepEqual(values, wanted);
          }
        },
      ),
      { ...seeded('lanes'), numRuns: 40 },
    );
  });

  it('lets fast keys pass a slow one, and commits nothing beyond it', async () => {
    const { opened, open } = gate();
    const handled: unknown[] = [];
    const flow = anEventFlow(async (delivery) => {
      if (laneOf(delivery) === 'slow') await opened;
      handled.push(delivery.value);
      return done;
    });
    flow.accept(aBatch(['fast', 'slow', 'fast', 'other']));
    await eventually(() => handled.length === 3);
    assert.deepEqual(handled.toSorted(), [0, 2, 3]);
    assert.equal(flow.mark, 1);
    open();
    await eventually(() => flow.mark === 4);
  });

  it('holds back only the key that has to be retried, and keeps its order', async () => {
    const clock = new FakeClock();
    const handled: unknown[] = [];
    let refusals = 2;
    const flow = anEventFlow(
      async (delivery) => {
        if (delivery.value === 0 && refusals > 0) {
          refusals -= 1;
          return { kind: 'retry', error: busy };
        }
        handled.push(delivery.value);
        return done;
      },
      { clock },
    );
    flow.accept(aBatch(['a', 'b', 'a', 'b']));
    await clock.advance(0);
    assert.deepEqual(handled, [1, 3]);
    assert.equal(flow.mark, null);
    await clock.advance(50);
    assert.deepEqual(handled, [1, 3]);
    await clock.advance(50);
    assert.deepEqual(handled, [1, 3, 0, 2]);
    assert.equal(flow.mark, 4);
  });

  it('waits at least as long as the fault asks', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const throttled = new HubError('TEST_QPS', 'slower', { retryable: true, retryAfterMs: 5_000 });
    const flow = anEventFlow(
      async () => {
        calls += 1;
        return calls === 1 ? { kind: 'retry', error: throttled } : done;
      },
      { clock },
    );
    flow.accept(aBatch(['a']));
    await clock.advance(4_999);
    assert.equal(calls, 1);
    await clock.advance(1);
    assert.equal(calls, 2);
  });

  it('parks what is still refused at the horizon, with the fault of the last attempt', async () => {
    const clock = new FakeClock();
    const sink = new FakeSink();
    const flow = anEventFlow(async () => ({ kind: 'retry', error: busy }), {
      ...{ clock, sink, limits: { retryHorizonMs: 1_000 } },
    });
    flow.accept(aBatch(['a']));
    await clock.advance(900);
    assert.deepEqual(sink.reasons, []);
    await clock.advance(200);
    const [parked] = sink.parkedRecords;
    assert.equal(parked?.code, 'TEST_BUSY');
    assert.equal(parked.tries, sink.retries.length + 1);
    assert.match(parked.reason, /given up after \d+ attempts in 0\.0 h: not now/);
    assert.equal(flow.mark, 1);
  });

  it('parks bytes it cannot read, whole, without calling the handler', async () => {
    const sink = new FakeSink();
    const flow = anEventFlow(async () => assert.fail('must not be called'), { sink });
    const batch = aBatch(['a']);
    batch.messages[0]!.value = Buffer.from('{');
    flow.accept(batch);
    await eventually(() => flow.mark === 1);
    assert.deepEqual(sink.parkedRecords[0]?.value, Buffer.from('{'));
    assert.deepEqual(sink.parkedRecords[0].key, Buffer.from('a'));
    assert.deepEqual(sink.reasons, ['KAFKA_UNREADABLE']);
  });

  it('publishes again without calling the handler again while brokers do not answer', async () => {
    const clock = new FakeClock();
    const sink = new FakeSink();
    let calls = 0;
    let failures = 2;
    sink.before = () => {
      failures -= 1;
      if (failures >= 0) throw new HubError('KAFKA_PUBLISH_FAILED', 'down', { retryable: true });
    };
    const outbound = [{ topic: 'out', value: { n: 1 } }];
    const flow = anEventFlow(
      async () => {
        calls += 1;
        return { kind: 'done', outbound };
      },
      { clock, sink },
    );
    flow.accept(aBatch(['a']));
    await clock.advance(0);
    assert.equal(flow.mark, null);
    await clock.advance(1_000);
    assert.deepEqual(sink.published, outbound);
    assert.equal(calls, 1);
    assert.equal(flow.mark, 1);
  });

  it('parks an event whose output can never be written', async () => {
    const sink = new FakeSink();
    sink.before = () => {
      throw new HubError('KAFKA_RECORD_TOO_LARGE', 'too large');
    };
    const outcome: Outcome = { kind: 'done', outbound: [{ topic: 'out', value: {} }] };
    const flow = anEventFlow(async () => outcome, { sink });
    flow.accept(aBatch(['a']));
    await eventually(() => flow.mark === 1);
    assert.deepEqual(sink.reasons, ['KAFKA_RECORD_TOO_LARGE']);
  });

  it('parks an event without its bytes when they do not fit in beside the reason', async () => {
    const sink = new FakeSink();
    sink.beforePark = ({ value }) => {
      if (value !== null) throw new HubError('KAFKA_RECORD_TOO_LARGE', 'too large');
    };
    const flow = anEventFlow(
      async () => ({ kind: 'park', error: new HubError('TEST_BAD', 'no') }),
      {
        sink,
      },
    );
    flow.accept(aBatch(['a']));
    await eventually(() => flow.mark === 1);
    const [parked] = sink.parkedRecords;
    assert.deepEqual([parked?.code, parked?.value], ['TEST_BAD', null]);
    assert.match(parked?.reason ?? '', /^no; its 1 bytes did not fit in here and are still at/);
  });

  it('neither publishes nor counts what ends after its generation', async () => {
    const sink = new FakeSink();
    const { opened, open } = gate();
    const flow = anEventFlow(
      async () => {
        await opened;
        return { kind: 'done', outbound: [{ topic: 'out', value: {} }] };
      },
      { sink },
    );
    flow.accept(aBatch(['a', 'b']));
    await turn();
    flow.stop();
    open();
    await flow.idle();
    assert.deepEqual(sink.published, []);
    assert.equal(flow.mark, null);
  });

  it('does not begin before the work of the last generation has ended', async () => {
    const { opened, open } = gate();
    const handled: unknown[] = [];
    const flow = anEventFlow(
      async (delivery) => {
        handled.push(delivery.value);
        return done;
      },
      { after: opened },
    );
    flow.accept(aBatch(['a']));
    await turn();
    assert.deepEqual(handled, []);
    open();
    await eventually(() => flow.mark === 1);
  });

  it('is full by events, by bytes and by window, and has room again at the half', async () => {
    const gates = Array.from({ length: 4 }, gate);
    const handle = async ({ value }: { value: unknown }): Promise<Outcome> => {
      await gates[value as number]!.opened;
      return done;
    };
    const byEvents = anEventFlow(handle, { limits: { eventsMax: 4 } });
    const byBytes = anEventFlow(handle, { limits: { bytesMax: 4 * 66 } });
    const byWindow = anEventFlow(handle, { limits: { windowMax: 4 } });
    const flows = [byEvents, byBytes, byWindow];
    for (const flow of flows) flow.accept(aBatch(['a', 'b', 'c', 'd']));
    assert.deepEqual(
      flows.map((flow) => flow.isFull),
      [true, true, true],
    );

    for (const index of [2, 3]) gates[index]!.open();
    await eventually(() => byEvents.hasRoom && byBytes.hasRoom);
    assert.equal(byWindow.hasRoom, false, 'the window counts from the oldest open event');
    for (const index of [0, 1]) gates[index]!.open();
    await eventually(() => byWindow.hasRoom);
  });
});
