import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { withAdmin } from '../admin/with-admin.js';
import type { TestEvent } from '../testing/json-contract.js';
import { Rig, done } from '../testing/rig.js';

describe('a consumer and what may befall it', () => {
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

  it('reads from the beginning, not the end, where its offset is out of range', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    const seen: number[] = [];
    const handler = async ({ n }: TestEvent) => {
      seen.push(n);
      return done;
    };
    await rig.publish(topic, 5, ['before']);
    const before = await rig.member({ topic, group, handler });
    await eventually(() => seen.length === 5);
    await before.close();
    assert.deepEqual(await rig.committed(group, topic), [5]);
    await rig.publish(topic, 30);
    await withAdmin(rig.connection, async (admin) => {
      await admin.fetchTopicOffsets(topic); // Makes kafkajs look up the leader.
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '25' }] });
    });

    const member = await rig.member({ topic, group, handler });
    await eventually(() => seen.length === 15);
    assert.deepEqual(
      seen.slice(5),
      [...Array(10).keys()].map((n) => n + 20),
    );
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [35]);
    });
    assert.deepEqual(member.fatal, []);
  });

  it('begins anew where a topic was deleted and made again under it', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publish(topic, 10);
    const seen: number[] = [];
    const member = await rig.member({
      ...{ topic, group },
      handler: async ({ n }: TestEvent) => {
        seen.push(n);
        return done;
      },
    });
    await eventually(() => seen.length === 10);
    await withAdmin(rig.connection, (admin) => admin.deleteTopics({ topics: [topic] }));
    await rig.createTopic(topic, 1);
    // The broker hears of both from the controller, a moment later; until then the old log takes records, and goes.
    await eventually(async () => {
      const ends = await withAdmin(rig.connection, (admin) => admin.fetchTopicOffsets(topic));
      assert.deepEqual(
        ends.map(({ high }) => high),
        ['0'],
      );
    });
    await rig.publish(topic, 3);
    await eventually(() => seen.length >= 13);
    assert.deepEqual(seen.slice(-3), [0, 1, 2]);
    assert.deepEqual(member.fatal, []);
  });

  it('is reported dead when brokers take everything and answer nothing', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    const proxy = await rig.proxy();
    const member = await rig.member({
      ...{ topic, group, handler: async () => done },
      // More than a busy machine is silent by itself.
      limits: { silenceMaxMs: 8_000, heartbeatIntervalMs: 300 },
      socketFactory: proxy.socketFactory,
    });
    assert.equal(member.strategy.check(), null);
    proxy.stall();
    await eventually(() => member.fatal.length > 0);
    assert.equal(member.fatal[0]?.code, 'KAFKA_CONSUMER_SILENT');
    assert.equal(member.strategy.check(), 'the Kafka consumer has failed');
    await proxy.close();
    await member.close();
  });

  it('bears broken connections, and neither loses nor skips anything', async () => {
    const [topic, group] = [await rig.topic(3), uniqueName('group')];
    const proxy = await rig.proxy();
    const seen = new Set<number>();
    const member = await rig.member({
      ...{ topic, group, socketFactory: proxy.socketFactory },
      limits: { sessionTimeoutMs: 30_000, heartbeatIntervalMs: 300 },
      handler: async ({ n }: TestEvent) => {
        seen.add(n);
        return done;
      },
    });
    for (let round = 0; round < 3; round += 1) {
      proxy.breakAll();
      const events = Array.from({ length: 20 }, (_, n) => ({
        topic,
        value: { n: round * 20 + n, key: `key-${String(n)}` },
      }));
      await rig.publisher.publish(events);
      await eventually(() => seen.size === (round + 1) * 20, { withinMs: 60_000 });
    }
    assert.deepEqual(member.fatal, []);
    await member.close();
  });

  it('says which topics are missing, and joins once somebody has made them', async () => {
    const [topic, group] = [uniqueName('late'), uniqueName('group')];
    const handler = async () => done;
    await assert.rejects(rig.member({ topic, group, handler, limits: { joinTimeoutMs: 100 } }), {
      code: 'KAFKA_TOPIC_MISSING',
      message: new RegExp(`${topic}; create the topics of the catalogue`),
    });
    const joining = rig.member({ topic, group, handler });
    await rig.createTopic(topic, 1);
    const member = await joining;
    assert.equal(member.strategy.check(), null);
  });
});
