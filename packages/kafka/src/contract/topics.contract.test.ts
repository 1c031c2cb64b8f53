import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import type { Topic } from '@hub/schemas';
import { testKafka, uniqueName } from '@hub/testkit';
import kafkajs from 'kafkajs';
import { awaitBroker } from '../admin/await-broker.js';
import { ensureTopics } from '../admin/ensure-topics.js';
import { topicDifferences } from '../admin/topic-differences.js';
import { withAdmin } from '../admin/with-admin.js';
import { Rig } from '../testing/rig.js';

function aTopic(overrides: Partial<Topic> = {}): Topic {
  return {
    ...{ name: uniqueName('topic'), schema: 'schema', key: ['key'], partitions: 2 },
    ...{ retentionMs: 86_400_000, compacted: false, parked: false, says: 'a test' },
    ...overrides,
  };
}

describe('topics on a real broker', () => {
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

  async function configOf(name: string): Promise<Record<string, string>> {
    const { resources } = await withAdmin(rig.connection, (admin) =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }],
      }),
    );
    const entries = resources[0]?.configEntries ?? [];
    return Object.fromEntries(
      entries.map(({ configName, configValue }) => [configName, configValue]),
    );
  }

  it('creates what is missing as the catalogue says, and finds it right the second time', async () => {
    const plain = aTopic();
    const ledger = aTopic({ compacted: true, partitions: 3 });
    const table = aTopic({ compacted: true, retentionMs: null, partitions: 1 });
    const topics = [plain, ledger, table];
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics });
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics });

    const configs = await Promise.all(topics.map(({ name }) => configOf(name)));
    const read = configs.map((config) => [config['cleanup.policy'], config['retention.ms']]);
    assert.deepEqual(read, [
      ['delete', '86400000'],
      ['compact,delete', '86400000'],
      ['compact', '-1'],
    ]);
    assert.equal(configs[0]?.['min.insync.replicas'], '1');
  });

  it('has topics that answer once it resolves (they did not: "not the leader" ended whoever read them first)', async () => {
    const topics = Array.from({ length: 10 }, () => aTopic({ partitions: 12 }));
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics });
    const read = await withAdmin(rig.connection, (admin) =>
      Promise.all(topics.map(({ name }) => admin.fetchTopicOffsets(name))),
    );
    assert.deepEqual(new Set(read.flat().map(({ high }) => high)), new Set(['0']));
  });

  it('bears two starters at once', async () => {
    const topics = [aTopic(), aTopic()];
    const options = { replicationFactor: 1, topics };
    await Promise.all([ensureTopics(kafka.brokers, options), ensureTopics(kafka.brokers, options)]);
    assert.equal((await configOf(topics[0]?.name ?? ''))['cleanup.policy'], 'delete');
  });

  it('names every difference and changes nothing', async () => {
    const topic = aTopic({ partitions: 2 });
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics: [topic] });
    const other = { ...topic, partitions: 4, compacted: true };
    await assert.rejects(ensureTopics(kafka.brokers, { replicationFactor: 1, topics: [other] }), {
      code: 'KAFKA_TOPIC_DIFFERS',
      message: new RegExp(
        `${topic.name} has 2 partitions instead of 4; ${topic.name} has cleanup.policy delete and must be compacted. Nothing was changed`,
      ),
    });
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics: [topic] });
  });

  it('are compared with the catalogue without creating what is missing', async () => {
    const [there, absent] = [aTopic(), aTopic()];
    await ensureTopics(kafka.brokers, { replicationFactor: 1, topics: [there] });
    const wanted = [{ ...there, partitions: 3 }, absent];
    for (let look = 0; look < 2; look += 1) {
      const differences = await topicDifferences(kafka.brokers, wanted);
      assert.deepEqual(differences, [
        { topic: absent.name, kind: 'missing', says: `${absent.name} is missing` },
        {
          topic: there.name,
          kind: 'partitions',
          says: `${there.name} has 2 partitions instead of 3`,
        },
      ]);
    }
    assert.deepEqual(await topicDifferences(kafka.brokers, [there]), []);
  });

  it('says what is the matter when there are too few brokers', async () => {
    const options = { replicationFactor: 5, topics: [aTopic()] };
    await assert.rejects(ensureTopics(kafka.brokers, options), {
      code: 'KAFKA_TOPIC_NOT_CREATED',
      message: /fewer than 5 brokers; start more or ask for fewer replicas/,
    });
  });

  it('waits for a broker that serves, and says which one does not', async () => {
    await awaitBroker(kafka.brokers, { timeoutMs: 30_000 });
    await assert.rejects(awaitBroker(['127.0.0.1:1'], { timeoutMs: 500 }), {
      code: 'KAFKA_UNREACHABLE',
      message: /Kafka at 127\.0\.0\.1:1 is not ready after 500 ms: .*correct KAFKA_BROKERS/,
    });
  });
});
