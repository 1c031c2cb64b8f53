import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import type { TestEvent } from '../testing/json-contract.js';
import type { Member } from '../testing/rig.js';
import { Rig, done, gate, work } from '../testing/rig.js';

/** Members hear soon of a change, and a busy machine that stands still for seconds costs nobody the membership. */
const soon = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000, heartbeatIntervalMs: 300 };

describe('a group on a real broker', () => {
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

  it('loses nothing when a second member joins and leaves in the middle of the work', async () => {
    const [topic, group] = [await rig.topic(4), uniqueName('group')];
    const keys = Array.from({ length: 40 }, (_, n) => `key-${String(n)}`);
    let total = 0;
    const more = async (count: number): Promise<void> => {
      const events = Array.from({ length: count }, (_, at) => ({
        n: total + at,
        key: keys[(total + at) % keys.length] ?? '',
      }));
      total += count;
      await rig.publisher.publish(events.map((value) => ({ topic, value })));
    };
    const seen: { n: number; key: string; by: string }[] = [];
    const atWork = new Set<string>();
    const handler =
      (by: string) =>
      async ({ n, key }: TestEvent) => {
        assert.ok(!atWork.has(`${by}/${key}`), 'two events of a key at once in one member');
        atWork.add(`${by}/${key}`);
        await work(5);
        atWork.delete(`${by}/${key}`);
        seen.push({ n, key, by });
        return done;
      };
    await more(600);
    const options = { topic, group, limits: { ...soon, lanesMax: 2 } };
    const first = await rig.member({ ...options, handler: handler('first') });
    await eventually(() => seen.length > 50);
    const second = await rig.member({ ...options, handler: handler('second') });
    const distinct = (): number => new Set(seen.map(({ n }) => n)).size;
    // There is work until the second has its part, however long its joining takes.
    await eventually(async () => {
      if (total - distinct() < 200) await more(100);
      return seen.some(({ by }) => by === 'second');
    });
    await second.close();

    await eventually(() => distinct() === total);
    await eventually(async () => {
      const committed = await rig.committed(group, topic);
      assert.equal(
        committed.reduce((sum, offset) => sum + offset, 0),
        total,
      );
    });
    // The first sight of every event keeps the order of its key, whoever saw it.
    const firstSights = new Map<string, number[]>();
    const known = new Set<number>();
    for (const { n, key } of seen) {
      if (known.has(n)) continue;
      known.add(n);
      firstSights.set(key, [...(firstSights.get(key) ?? []), n]);
    }
    for (const numbers of firstSights.values()) {
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
    assert.deepEqual([...first.fatal, ...second.fatal], []);
  });

  it('never commits past an event that was at work when the group changed', async () => {
    const [topic, group] = [await rig.topic(1), uniqueName('group')];
    await rig.publish(topic, 10, ['slow', 'a', 'b', 'c', 'd']);
    const { opened, open } = gate();
    const seen: string[] = [];
    const handler =
      (by: string) =>
      async ({ n }: TestEvent) => {
        if (n === 0 && by === 'first') await opened;
        seen.push(`${by} ${String(n)}`);
        return done;
      };
    const limits = { ...soon, drainTimeoutMs: 500 };
    const first = await rig.member({ topic, group, limits, handler: handler('first') });
    await eventually(() => seen.length === 8);
    const second = await rig.member({ topic, group, limits, handler: handler('second') });
    const closing = first.close();
    await eventually(() => seen.includes('second 0'));
    open();
    await closing;
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [10]);
    });
    const bySecond = new Set(seen.filter((text) => text.startsWith('second')));
    assert.equal(bySecond.size, 10, 'the whole window is done again, nothing of it is skipped');
    await second.close();
  });

  it('publishes nothing of an event that ended after its partition was lost', async () => {
    const [topic, group, out] = [await rig.topic(1), uniqueName('group'), await rig.topic(1)];
    await rig.publish(topic, 1);
    const { opened, open } = gate();
    const begun: string[] = [];
    const ended: string[] = [];
    const handler =
      (by: string) =>
      async ({ key, n }: TestEvent) => {
        begun.push(by);
        if (by === 'first') await opened;
        ended.push(by);
        return { kind: 'done', outbound: [{ topic: out, value: { key, n, text: by } }] };
      };
    const limits = { ...soon, drainTimeoutMs: 100 };
    const first = await rig.member({ topic, group, limits, handler: handler('first') });
    await eventually(() => begun.includes('first'));
    await first.close();
    await rig.member({ topic, group, limits, handler: handler('second') });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [1]);
    });
    open();
    await eventually(() => ended.includes('first'));
    // What the first might publish is before this one, because they share the publisher.
    await rig.publisher.publish([{ topic: out, value: { key: 'a', n: 1, text: 'last' } }]);
    assert.deepEqual(
      (await rig.events(out)).map(({ text }) => text),
      ['second', 'last'],
    );
  });

  it('fetches a partition again that was paused when the group changed', async () => {
    const [topic, group] = [await rig.topic(2), uniqueName('group')];
    await rig.publish(topic, 200, ['a', 'b', 'c', 'd', 'e', 'f']);
    const { opened, open } = gate();
    const seen = new Set<number>();
    const handler = async ({ n }: TestEvent) => {
      await opened;
      seen.add(n);
      return done;
    };
    const options = { topic, group, handler, limits: { ...soon, eventsMax: 10 } };
    const first = await rig.member(options);
    await eventually(() => pausedPartitions(first) === 2);
    const second = await rig.member(options);
    open();
    await second.close();
    await eventually(() => seen.size === 200);
    await rig.publish(topic, 20, ['a', 'b', 'c', 'd', 'e', 'f']);
    await eventually(async () => {
      const committed = await rig.committed(group, topic);
      assert.equal(
        committed.reduce((sum, offset) => sum + offset, 0),
        220,
      );
    });
  });

  it('drains on close: work ends, is committed, and nothing of it comes again', async () => {
    const [topic, group] = [await rig.topic(2), uniqueName('group')];
    const keys = Array.from({ length: 8 }, (_, n) => `key-${String(n)}`);
    await rig.publish(topic, 200, keys);
    const seen: number[] = [];
    const { opened, open } = gate();
    const handler = async ({ n }: TestEvent) => {
      if (n >= 40) await opened;
      seen.push(n);
      return done;
    };
    const first = await rig.member({ topic, group, limits: soon, handler });
    // Each key is at work on its sixth event.
    await eventually(() => seen.length === 40);
    const closing = first.close();
    open();
    await closing;
    const committed = await rig.committed(group, topic);
    const sum = committed.reduce((total, offset) => total + Math.max(0, offset), 0);
    assert.ok(seen.length < 200, 'it must have been stopped in the middle');
    assert.ok(sum > 0);

    await rig.member({ topic, group, limits: soon, handler });
    await eventually(() => new Set(seen).size === 200);
    // Lanes run ahead of the mark, so a few come twice; everything below the mark must not.
    const doubled = seen.length - 200;
    assert.ok(doubled <= 200 - sum, `${String(doubled)} came twice`);
  });
});

function pausedPartitions(member: Member): number {
  return member.strategy.pausedPartitions();
}
