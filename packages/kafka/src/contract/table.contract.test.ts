import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import type { TopicName } from '@hub/schemas';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { readGroupLag } from '../admin/group-lag.js';
import { withAdmin } from '../admin/with-admin.js';
import { createClient } from '../client/create-client.js';
import type { TailedRecord } from '../reader/tail-topics.js';
import { tailTopics } from '../reader/tail-topics.js';
import { TopicTable } from '../reader/topic-table.js';
import { jsonCodec } from '../testing/json-contract.js';
import { Rig, done } from '../testing/rig.js';

describe('tables and tails on a real broker', () => {
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

  async function aTable(topic: string): Promise<TopicTable<TopicName>> {
    const options = { ...rig.connection, topic: topic as TopicName, codec: jsonCodec };
    const table = new TopicTable(options);
    rig.onClose(() => table.close());
    await table.start();
    return table;
  }

  it('holds the newest value of every key once started, and what is written later after a catch-up', async () => {
    const topic = await rig.topic(3, { 'cleanup.policy': 'compact' });
    await rig.publish(topic, 30, ['a', 'b', 'c']);
    const table = await aTable(topic);
    assert.deepEqual([table.size, table.get('a')], [3, { n: 27, key: 'a' }]);

    await rig.publisher.publish([{ topic, value: { key: 'a', n: 100 } }]);
    await table.catchUp();
    assert.deepEqual(table.get('a'), { key: 'a', n: 100 });
    assert.equal([...table.values()].length, 3);
  });

  it('forgets what the publisher has it forget', async () => {
    const topic = await rig.topic(3, { 'cleanup.policy': 'compact' });
    await rig.publish(topic, 3, ['a', 'b', 'c']);
    const table = await aTable(topic);
    await rig.publisher.forget(topic, [
      { key: 'a', n: 0 },
      { key: 'c', n: 0 },
    ]);
    await table.catchUp();
    assert.deepEqual([...table.values()], [{ key: 'b', n: 1 }]);
  });

  it('tells of changes and deletions, and passes over what it cannot read', async () => {
    const topic = await rig.topic(1, { 'cleanup.policy': 'compact' });
    await rig.publish(topic, 1);
    const table = await aTable(topic);
    const changes: [string, unknown][] = [];
    const forget = table.onChange((key, value) => changes.push([key, value]));
    const producer = createClient(rig.connection).producer();
    await producer.connect();
    const send = async (key: string, value: string | null): Promise<void> => {
      await producer.send({ topic, messages: [{ key, value }] });
    };
    await send('b', '{"key":"b","n":1}');
    await send('a', '{');
    await send('b', null);
    await table.catchUp();
    forget();
    await send('c', '{"key":"c","n":2}');
    await table.catchUp();
    await producer.disconnect();
    assert.deepEqual(changes, [
      ['b', { key: 'b', n: 1 }],
      ['b', undefined],
    ]);
    assert.deepEqual([table.get('a'), table.get('b')], [{ n: 0, key: 'a' }, undefined]);
    assert.deepEqual(table.get('c'), { key: 'c', n: 2 });
  });

  it('starts on an empty topic, and past control records at the end of a log', async () => {
    const empty = await aTable(await rig.topic(2));
    assert.equal(empty.size, 0);

    const topic = await rig.topic(1);
    const producer = createClient(rig.connection).producer({
      ...{ idempotent: true, transactionalId: uniqueName('transaction'), maxInFlightRequests: 1 },
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: 'a', value: '{"key":"a","n":0}' }] });
    await transaction.abort();
    await producer.disconnect();
    const aborted = await aTable(topic);
    assert.equal(aborted.size, 0);
  });

  it('leaves no offsets behind', async () => {
    const topic = await rig.topic();
    await rig.publish(topic, 1);
    const table = await aTable(topic);
    await table.close();
    const groups = await withAdmin(rig.connection, (admin) => admin.listGroups());
    const left = groups.groups.filter(({ groupId }) =>
      groupId.startsWith(`${rig.connection.clientId}.reader`),
    );
    for (const { groupId } of left) {
      assert.deepEqual(await rig.committed(groupId, topic), [-1]);
    }
  });

  it('shows every record from the beginning, and from now on those written after it has begun', async () => {
    const topic = await rig.topic(2);
    await rig.publish(topic, 4, ['a', 'b']);
    const shown: Record<'earliest' | 'latest', TailedRecord[]> = { earliest: [], latest: [] };
    for (const from of ['earliest', 'latest'] as const) {
      const tail = await tailTopics({
        ...{ ...rig.connection, topics: [topic, `${topic}.parked`], from, codec: jsonCodec },
        onRecord: (record) => shown[from].push(record),
      });
      rig.onClose(() => tail.close());
    }
    await rig.publisher.publish([{ topic, value: { key: 'a', n: 9, tenant: 'huadong' } }]);
    const parked = {
      ...{ topic, partition: 0, offset: '0', key: Buffer.from('a'), value: null, group: 'g' },
      ...{ code: 'TEST', reason: 'because', tries: 1, traceparent: null, parkedAt: 1 },
    };
    await rig.publisher.park(parked);
    await eventually(() => shown.earliest.length === 6 && shown.latest.length === 2);
    const values = shown.latest.map(({ value, parked: aside }) => value ?? aside?.reason);
    assert.deepEqual(values, [{ key: 'a', n: 9, tenant: 'huadong' }, 'because']);
    assert.equal(shown.latest[0]?.headers['tenant'], 'huadong');
    assert.ok(shown.latest[0].timestamp > 0);
  });

  it('reads the lag of a group with and without members', async () => {
    const [topic, group] = [await rig.topic(1), uniqueName('group')];
    await rig.publish(topic, 5);
    assert.deepEqual(await readGroupLag(kafka.brokers, group, [topic]), [
      { topic, partition: 0, end: 5, committed: null, lag: 5 },
    ]);
    const member = await rig.member({ topic, group, handler: async () => done });
    await eventually(async () => {
      const [lag] = await readGroupLag(kafka.brokers, group, [topic]);
      assert.deepEqual(lag, { topic, partition: 0, end: 5, committed: 5, lag: 0 });
    });
    await member.close();
  });
});
