import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import type { TopicName } from '@hub/schemas';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { Membership } from '../consumer/membership.js';
import { jsonCodec } from '../testing/json-contract.js';
import { Rig } from '../testing/rig.js';

interface Member {
  readonly membership: Membership<TopicName>;
  /** Partitions that are ours at the moment. */
  ours: readonly number[];
  /** Of those, the ones without a break. */
  kept: readonly number[];
  readonly heard: unknown[];
}

/** Longer than a busy machine stands still: a member that is silent for so long has lost its work. */
const sessionTimeoutMs = 30_000;
/** Less than that, so nobody takes over from one who has merely fallen silent. */
const withinMs = 25_000;

describe('sharing work on a real broker', () => {
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

  async function aMember(topic: string, groupId: string): Promise<Member> {
    const heard: unknown[] = [];
    const membership = new Membership({
      ...rig.connection,
      groupId,
      topic: topic as TopicName,
      codec: jsonCodec,
      sessionTimeoutMs,
      onAssigned: (ours, kept) => {
        member.ours = [...ours].toSorted();
        member.kept = [...kept].toSorted();
      },
      onSuspended: () => {
        member.ours = [];
      },
      onRecord: (value) => heard.push(value),
      onFatal: (error) => {
        throw error;
      },
    });
    const member: Member = { membership, ours: [], kept: [], heard };
    rig.onClose(() => membership.close());
    await membership.start();
    return member;
  }

  it('gives each partition to one member, tells what nobody else had in between, and hands over at once when one leaves', async () => {
    const topic = await rig.topic(4);
    const group = uniqueName('share');
    const first = await aMember(topic, group);
    assert.deepEqual(first.ours, [0, 1, 2, 3]);
    assert.deepEqual(first.kept, [], 'somebody may have had them before');

    const second = await aMember(topic, group);
    await eventually(() => first.ours.length === 2 && second.ours.length === 2);
    assert.deepEqual([...first.ours, ...second.ours].toSorted(), [0, 1, 2, 3]);
    assert.deepEqual(first.kept, first.ours);
    assert.deepEqual(second.kept, []);
    for (const partition of [0, 1, 2, 3]) {
      const holders = [first, second].filter(({ membership }) => membership.holds(partition));
      assert.equal(holders.length, 1);
    }

    const [stayed, gone] = [[...first.ours], [...second.ours]];
    await second.membership.close();
    await eventually(() => first.ours.length === 4, { withinMs });
    assert.deepEqual(first.kept, stayed);
    assert.deepEqual(
      gone.map((partition) => second.membership.holds(partition)),
      [false, false],
    );
  });

  it('tells a record to the member that has its partition', async () => {
    const topic = await rig.topic(1);
    const member = await aMember(topic, uniqueName('share'));
    await eventually(async () => {
      await rig.publisher.publish([{ topic, value: { key: 'a', n: 1 } }]);
      assert.ok(member.heard.length > 0);
    });
    assert.deepEqual(member.heard[0], { key: 'a', n: 1 });
  });
});
