import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { withAdmin } from '../admin/with-admin.js';
import { jsonCodec, testCatalogue } from '../testing/json-contract.js';
import { Publisher } from '../producer/publisher.js';
import { Rig } from '../testing/rig.js';

describe('Publisher on a real broker', () => {
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

  it('loses and doubles nothing when connections break between storing and answering', async () => {
    const topic = await rig.topic();
    const proxy = await rig.proxy();
    const publisher = rig.createPublisher({
      ...{ socketFactory: proxy.socketFactory, lingerMs: 0, recordsMax: 3 },
    });
    await publisher.connect([topic]);
    const numbers = [...Array(60).keys()];

    for (let start = 0; start < numbers.length; start += 20) {
      proxy.cutAfterProduce(1);
      const sends = numbers
        .slice(start, start + 20)
        .map((n) => publisher.publish([{ topic, value: { key: 'a', n } }]));
      await Promise.all(sends);
    }

    const stored = await rig.events(topic);
    assert.deepEqual(
      stored.map(({ n }) => n),
      numbers,
    );
    assert.equal(proxy.cuts, 3);
    await publisher.close();
  });

  it('keeps the order of a key over many batches and compresses them', async () => {
    const topic = await rig.topic(3);
    const publisher = rig.createPublisher({ recordsMax: 7 });
    const keys = ['a', 'b', 'c', 'd'];
    const calls = [...Array(100).keys()].map((n) =>
      publisher.publish([{ topic, value: { key: keys[n % 4], n } }]),
    );
    await Promise.all(calls);
    const stored = await rig.events(topic);
    assert.equal(stored.length, 100);
    for (const [index, key] of keys.entries()) {
      const numbers = stored.filter((event) => event.key === key).map(({ n }) => n);
      const wanted = [...Array(25).keys()].map((n) => n * 4 + index);
      assert.deepEqual(numbers, wanted);
    }
  });

  it('goes on with other topics while one has been deleted, and says which', async () => {
    const [doomed, fine] = [await rig.topic(), await rig.topic()];
    const publisher = rig.createPublisher({ retriesMax: 3 });
    const publish = async (topic: string, n: number): Promise<void> => {
      await publisher.publish([{ topic, value: { key: 'a', n } }]);
    };
    await publish(doomed, 0);
    await publish(fine, 0);
    await withAdmin(rig.connection, (admin) => admin.deleteTopics({ topics: [doomed] }));
    // The broker hears of it from the controller, a moment later.
    await eventually(() => assert.rejects(publish(doomed, 1)));

    const toDeleted = assert.rejects(publish(doomed, 1), {
      code: 'KAFKA_TOPIC_MISSING',
      retryable: true,
      message: new RegExp(doomed),
    });
    await publish(fine, 1);
    await toDeleted;
    await publish(fine, 2);
    assert.equal((await rig.events(fine)).length, 3);

    await rig.createTopic(doomed, 1);
    await publish(doomed, 2);
    const numbers = (await rig.events(doomed)).map(({ n }) => n);
    assert.deepEqual(numbers, [2]);
  });

  it('refuses a record that is too large and writes the others', async () => {
    const topic = await rig.topic();
    const large = { topic, value: { key: 'a', n: 0, text: 'x'.repeat(1_000_000) } };
    const small = { topic, value: { key: 'a', n: 1 } };
    const refused = rig.publisher.publish([large]);
    const written = rig.publisher.publish([small]);
    await assert.rejects(refused, { code: 'KAFKA_RECORD_TOO_LARGE', retryable: false });
    await written;
    assert.equal((await rig.events(topic)).length, 1);
  });

  it('finds the one record that the broker refuses among those sent with it', async () => {
    const topic = await rig.topic(1, { 'max.message.bytes': '2000' });
    // Random text, so that compression does not make it small.
    const text = Buffer.from(Array.from({ length: 6_000 }, () => Math.random() * 256)).toString(
      'hex',
    );
    const sends = [0, 1, 2, 3].map((n) =>
      rig.publisher.publish([{ topic, value: { key: 'a', n, text: n === 2 ? text : '' } }]),
    );
    const results = await Promise.allSettled(sends);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    const stored = (await rig.events(topic)).map(({ n }) => n);
    assert.deepEqual([...new Set(stored)], [0, 1, 3]);
  });

  it('writes nothing of a call with a value that does not fit its schema', async () => {
    const topic = await rig.topic();
    const calls = rig.publisher.publish([
      { topic, value: { key: 'a', n: 1 } },
      { topic, value: { key: 'a', n: 2, refuse: true } },
    ]);
    await assert.rejects(calls, { code: 'AVRO_INVALID_VALUE' });
    assert.deepEqual(await rig.events(topic), []);
  });

  it('makes callers wait for room instead of holding everything in memory', async () => {
    const topic = await rig.topic();
    const publisher = rig.createPublisher({ queueBytesMax: 2_000, recordsMax: 5 });
    const text = 'x'.repeat(500);
    const numbers = [...Array(100).keys()];
    await Promise.all(
      numbers.map((n) => publisher.publish([{ topic, value: { key: 'a', n, text } }])),
    );
    assert.deepEqual(
      (await rig.events(topic)).map(({ n }) => n),
      numbers,
    );
  });

  it('fills in the headers, and leaves those alone that were given', async () => {
    const topic = await rig.topic();
    const value = { key: 'a', n: 1, tenant: 'huadong', priority: 'URGENT', modifiedAt: 1_234 };
    await rig.publisher.publish([
      { topic, value },
      { topic, value, headers: { 'occurred-at': '7', tenant: 'huanan' } },
    ]);
    const messages = await rig.messages(topic);
    const headers = messages.map((message) =>
      Object.fromEntries(
        Object.entries(message.headers ?? {}).map(([name, text]) => [name, text?.toString()]),
      ),
    );
    assert.deepEqual(headers, [
      { 'occurred-at': '1234', tenant: 'huadong', priority: 'URGENT' },
      { 'occurred-at': '7', tenant: 'huanan', priority: 'URGENT' },
    ]);
  });

  it('puts decisions of a document beside its other events', async () => {
    const [topic, decisions] = [await rig.topic(6), uniqueName('document-node')];
    await rig.createTopic(decisions, 6);
    const documents = [...Array(12).keys()].map((n) => `huadong/PUR_PurchaseOrder/${String(n)}`);
    await rig.publisher.publish(
      documents.flatMap((key, n) => [
        { topic, value: { key, n } },
        { topic: decisions, value: { key: `${key}/node-${String(n)}`, n } },
      ]),
    );
    const partitionOf = async (name: string): Promise<Map<string, number>> =>
      new Map((await rig.messages(name)).map(({ key, partition }) => [String(key), partition]));
    const [ofEvents, ofDecisions] = [await partitionOf(topic), await partitionOf(decisions)];
    for (const [n, key] of documents.entries()) {
      assert.equal(ofDecisions.get(`${key}/node-${String(n)}`), ofEvents.get(key));
    }
    assert.ok(new Set(ofEvents.values()).size > 1);
  });

  it('says clearly that no broker answers', async () => {
    const publisher = new Publisher({
      ...{ brokers: ['127.0.0.1:1'], clientId: 'test', codec: jsonCodec, catalogue: testCatalogue },
    });
    await assert.rejects(publisher.connect(), {
      code: 'KAFKA_UNREACHABLE',
      retryable: true,
      message: /127\.0\.0\.1:1: .*start it or correct KAFKA_BROKERS/,
    });
  });
});
