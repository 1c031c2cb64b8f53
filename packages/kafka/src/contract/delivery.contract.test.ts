import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '@hub/core';
import { HubError } from '@hub/core';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { createClient } from '../client/create-client.js';
import type { TestEvent } from '../testing/json-contract.js';
import { jsonCodec } from '../testing/json-contract.js';
import { Rig, done, gate } from '../testing/rig.js';

describe('events on a real broker', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  before(async () => {
    kafka = await testKafka();
    rig = new Rig(kafka.brokers);
  });
  after(async () => {
    await rig.close();
    await kafka.stop();
  });

  it('commits the offset after the last event, and the broker really has it', async () => {
    const [topic, group] = [await rig.topic(2), uniqueName('group')];
    await rig.publish(topic, 10, ['a', 'b', 'c', 'd']);
    const seen: number[] = [];
    const member = await rig.member({
      ...{ topic, group },
      handler: async ({ n }: TestEvent) => {
        seen.push(n);
        return done;
      },
    });
    await eventually(async () => {
      const committed = await rig.committed(group, topic);
      return committed.reduce((sum, offset) => sum + Math.max(0, offset), 0) === 10;
    });
    await member.close();

    await rig.publish(topic, 1);
    const again = await rig.member({
      ...{ topic, group },
      handler: async () => {
        seen.push(100);
        return done;
      },
    });
    await eventually(() => seen.includes(100));
    await again.close();
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      [...Array(10).keys(), 100],
    );
  });

  it('commits past control records at the end of a batch', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    const producer = createClient(rig.connection).producer({
      ...{ idempotent: true, transactionalId: uniqueName('transaction'), maxInFlightRequests: 1 },
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: 'a', value: '{"key":"a","n":0}' }] });
    await transaction.commit();
    await producer.disconnect();

    await rig.member({ topic, group, handler: async () => done });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [2]);
    });
  });

  it('sets aside the event of a handler that throws a TypeError, and lives on', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publish(topic, 3, ['a', 'b', 'c']);
    const seen: number[] = [];
    const member = await rig.member({
      ...{ topic, group },
      handler: async (event: TestEvent) => {
        const nothing = {} as { list: number[] };
        if (event.n === 1) nothing.list.push(1);
        seen.push(event.n);
        return done;
      },
    });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [3]);
    });
    await rig.publish(topic, 1);
    await eventually(() => seen.length === 3);
    assert.deepEqual(member.fatal, []);
    const [parked] = await rig.messages(`${topic}.parked`);
    const record = jsonCodec.decodeParked(parked?.value ?? Buffer.alloc(0));
    assert.equal(record.code, 'KAFKA_HANDLER_THREW');
    assert.match(record.reason, /^TypeError: /);
    assert.deepEqual(
      [record.topic, record.partition, record.offset, record.group, record.tries],
      [topic, 0, '1', group, 1],
    );
    assert.equal(record.value?.toString(), '{"n":1,"key":"b"}');
  });

  it('sets aside bytes that nobody can read, as they are, under the key they had', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    const poison = Buffer.from([0, 1, 2, 255, 254]);
    const producer = createClient(rig.connection).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'a', value: poison }] });
    await producer.send({ topic, messages: [{ key: 'a', value: null }] });
    await producer.disconnect();
    await rig.publish(topic, 1);
    const seen: number[] = [];
    await rig.member({
      ...{ topic, group },
      handler: async ({ n }: TestEvent) => {
        seen.push(n);
        return done;
      },
    });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [3]);
    });
    assert.deepEqual(seen, [0]);
    const messages = await rig.messages(`${topic}.parked`);
    const parked = messages.map(({ value }) => jsonCodec.decodeParked(value ?? Buffer.alloc(0)));
    assert.deepEqual(
      parked.map(({ code }) => code),
      ['AVRO_MALFORMED', 'KAFKA_NO_VALUE'],
    );
    assert.deepEqual(parked[0]?.value, poison);
    assert.equal(messages[0]?.key?.toString(), 'a');
  });

  it('lets fast keys pass a slow one, and another partition too, without committing past it', async () => {
    const [topic, group] = [await rig.topic(2), uniqueName('group')];
    const { opened, open } = gate();
    const seen: string[] = [];
    const keys = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'];
    await rig.publish(topic, 80, keys);
    await rig.member({
      ...{ topic, group },
      handler: async ({ key, n }: TestEvent) => {
        if (n === 0) await opened;
        seen.push(key);
        return done;
      },
    });
    await eventually(() => seen.length === 70);
    assert.ok(!seen.includes('k0'));
    const messages = await rig.messages(topic);
    const slow = messages.find(({ key }) => key?.toString() === 'k0');
    const wanted = [0, 1].map((partition) => {
      if (slow?.partition === partition)
        return Number(slow.offset) === 0 ? -1 : Number(slow.offset);
      return messages.filter((message) => message.partition === partition).length;
    });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), wanted);
    });
    open();
    await eventually(() => seen.length === 80);
  });

  it('holds back only the key that is retried, and keeps its order', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publish(topic, 6, ['a', 'b']);
    const seen: number[] = [];
    let isUp = false;
    await rig.member({
      ...{ topic, group },
      handler: async ({ key, n }: TestEvent): Promise<Outcome> => {
        if (key === 'a' && !isUp) {
          return { kind: 'retry', error: new HubError('TEST_DOWN', 'down', { retryable: true }) };
        }
        seen.push(n);
        return done;
      },
    });
    await eventually(() => seen.length === 3);
    assert.deepEqual(seen, [1, 3, 5]);
    assert.deepEqual(await rig.committed(group, topic), [-1]);
    isUp = true;
    await eventually(() => seen.length === 6);
    assert.deepEqual(seen.slice(3), [0, 2, 4]);
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [6]);
    });
  });

  it('commits only after what the event causes is acknowledged', async () => {
    const [topic, group, out] = [await rig.topic(), uniqueName('group'), uniqueName('out')];
    await rig.publish(topic, 1);
    let calls = 0;
    await rig.member({
      ...{ topic, group },
      handler: async (event: TestEvent): Promise<Outcome> => {
        calls += 1;
        return { kind: 'done', outbound: [{ topic: out, value: event }] };
      },
    });
    await eventually(() => calls === 1);
    assert.deepEqual(await rig.committed(group, topic), [-1]);
    await rig.createTopic(out, 1);
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [1]);
    });
    assert.deepEqual(await rig.events(out), [{ n: 0, key: 'a' }]);
    assert.equal(calls, 1);
  });

  it('hands over bounded batches although one fetch brings many more', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publish(topic, 1_000, ['a', 'b', 'c']);
    const sizes: number[] = [];
    await rig.member({
      ...{ topic, group, mode: 'batch' as const, limits: { batchMax: 300 } },
      handler: async (events: readonly TestEvent[]) => {
        sizes.push(events.length);
        return events.map(() => done);
      },
    });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [1_000]);
    });
    assert.ok(Math.max(...sizes) <= 300);
  });

  it('stops fetching a partition that is full, and goes on when there is room', async () => {
    const [topic, group] = [await rig.topic(2), uniqueName('group')];
    const keys = Array.from({ length: 20 }, (_, n) => `k${String(n)}`);
    for (let round = 0; round < 10; round += 1) await rig.publish(topic, 100, keys);
    const { opened, open } = gate();
    let seen = 0;
    const member = await rig.member({
      ...{ topic, group, limits: { eventsMax: 150, fetchBytesMax: 4_000, lanesMax: 4 } },
      handler: async () => {
        await opened;
        seen += 1;
        return done;
      },
    });
    await eventually(() => (member.strategy.lagByTopic().get(topic) ?? 0) > 0);
    open();
    await eventually(() => seen === 1_000);
    await eventually(async () => {
      const [first = 0, second = 0] = await rig.committed(group, topic);
      assert.equal(first + second, 1_000);
    });
    await eventually(() => member.strategy.lagByTopic().get(topic) === 0);
  });
});
