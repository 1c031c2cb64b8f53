import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { withAdmin } from '../admin/with-admin.js';
import { awaitBroker } from '../admin/await-broker.js';
import type { TestEvent } from '../testing/json-contract.js';
import { Rig } from '../testing/rig.js';

/** Three brokers of our own, whatever KAFKA_BROKERS says: one of them is killed. */
describe('a cluster of three brokers', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  before(async () => {
    kafka = await testKafka({ brokers: 3, onlyWay: 'process' });
    await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
    rig = new Rig(kafka.brokers);
  });
  after(async () => {
    await rig.close();
    await kafka.stop();
  });

  it('loses nothing when a broker is killed under load, neither in nor out, and keeps the order of keys', async () => {
    const [topic, out, group] = [await rig.topic(6), await rig.topic(6), uniqueName('group')];
    const keys = Array.from({ length: 30 }, (_, n) => `key-${String(n)}`);
    const limits = {
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      heartbeatIntervalMs: 500,
    };
    const member = await rig.member({
      ...{ topic, group, limits },
      handler: async (event: TestEvent) => ({
        kind: 'done',
        outbound: [{ topic: out, value: event }],
      }),
    });

    const acknowledged: number[] = [];
    let next = 0;
    let stopping = false;
    const load = async (): Promise<void> => {
      while (!stopping) {
        const events = Array.from({ length: 30 }, () => {
          next += 1;
          return { key: keys[next % keys.length] ?? '', n: next };
        });
        await publishUntilDone(rig, topic, events);
        acknowledged.push(...events.map(({ n }) => n));
      }
    };
    const loading = load();
    await eventually(() => acknowledged.length > 300, { withinMs: 60_000 });

    const victim = await coordinatorOf(rig, kafka, group);
    await victim.kill('SIGKILL');
    const atKill = acknowledged.length;
    await eventually(() => acknowledged.length > atKill + 300, { withinMs: 120_000 });
    stopping = true;
    await loading;

    const wanted = new Set(acknowledged);
    await eventually(
      async () => {
        const committed = await rig.committed(group, topic);
        const { partitions } = await ends(rig, topic);
        assert.deepEqual(committed, partitions);
      },
      { withinMs: 120_000 },
    );
    for (const name of [topic, out]) {
      const stored = await rig.events(name);
      const missing = [...wanted].filter((n) => !new Set(stored.map((event) => event.n)).has(n));
      assert.deepEqual(missing, [], `lost in ${name}`);
      for (const key of keys) assertOrder(stored.filter((event) => event.key === key));
    }
    assert.deepEqual(member.fatal, []);
  });
});

/** As a lane does: what was not acknowledged is written again. */
async function publishUntilDone(rig: Rig, topic: string, events: TestEvent[]): Promise<void> {
  for (;;) {
    try {
      await rig.publisher.publish(events.map((value) => ({ topic, value })));
      return;
    } catch {
      // Written again at once; the publisher has waited long enough itself.
    }
  }
}

/** The first sight of each number is in order; a number may be seen again later. */
function assertOrder(events: readonly TestEvent[]): void {
  const firsts = [...new Set(events.map(({ n }) => n))];
  assert.deepEqual(
    firsts,
    firsts.toSorted((a, b) => a - b),
  );
}

async function ends(rig: Rig, topic: string): Promise<{ partitions: number[] }> {
  const offsets = await withAdmin(rig.connection, (admin) => admin.fetchTopicOffsets(topic));
  const sorted = offsets.toSorted((a, b) => a.partition - b.partition);
  return { partitions: sorted.map(({ high }) => (Number(high) === 0 ? -1 : Number(high))) };
}

/** The worst one to lose: it leads partitions and coordinates the group. */
async function coordinatorOf(
  rig: Rig,
  kafka: KafkaPart,
  group: string,
): Promise<KafkaPart['nodes'][number]> {
  const { topics } = await withAdmin(rig.connection, (admin) =>
    admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] }),
  );
  const partitions = topics[0]?.partitions ?? [];
  // As the brokers do it: the leader of the offsets partition that the group's name hashes to.
  let hash = 0;
  for (const letter of group) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  const home = (hash & 0x7fffffff) % partitions.length;
  const id = partitions.find(({ partitionId }) => partitionId === home)?.leader;
  const node = kafka.nodes.find((one) => one.id === id);
  if (node === undefined) throw new Error(`no broker ${String(id)} of ours`);
  return node;
}
