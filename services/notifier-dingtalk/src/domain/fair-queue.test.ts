import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Priority } from '@hub/schemas';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { FairQueue, type Entry } from './fair-queue.js';

const options = { turnsPerOldest: 10, oldestAfterMs: 10_000 };
const always = (): boolean => true;

function entry(item: string, over: Partial<Entry<string>> = {}): Entry<string> {
  return { tenant: 'a', gate: 'a:send', priority: 'NORMAL', since: 0, item, ...over };
}

function drain(queue: FairQueue<string>, count = Infinity): string[] {
  const items: string[] = [];
  while (items.length < count) {
    const next = queue.next(0, always);
    if (next === undefined) break;
    items.push(next.item);
  }
  return items;
}

/**
 * Tenants share one service that makes a call every `serviceMs`. Returns how long each of the entries waited.
 */
function simulate(
  arrivals: readonly Entry<string>[],
  serviceMs: number,
): ReadonlyMap<string, number> {
  const queue = new FairQueue<string>(options);
  const waited = new Map<string, number>();
  const coming = arrivals.toSorted((one, other) => one.since - other.since);
  let now = 0;
  let index = 0;
  while (index < coming.length || queue.size > 0) {
    for (let next = coming[index]; next !== undefined && next.since <= now; next = coming[index]) {
      queue.add(next);
      index += 1;
    }
    const turn = queue.next(now, always);
    if (turn !== undefined) waited.set(turn.item, now - turn.since);
    now += serviceMs;
  }
  return waited;
}

function p95(waits: readonly number[]): number {
  const sorted = waits.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

/** `perSecond` entries a second for 20 s. */
function load(tenant: string, perSecond: number, priority: Priority = 'NORMAL'): Entry<string>[] {
  return Array.from({ length: perSecond * 20 }, (_, index) => {
    const since = Math.floor((index * 1_000) / perSecond);
    const item = `${tenant} ${priority} ${String(index)}`;
    return { tenant, gate: `${tenant}:send`, priority, since, item };
  });
}

describe('whose turn it is', () => {
  it('the more urgent one overtakes at its gate, equals go in order', () => {
    const queue = new FairQueue<string>(options);
    queue.add(entry('low', { priority: 'LOW' }));
    queue.add(entry('first'));
    queue.add(entry('second'));
    queue.add(entry('approval', { priority: 'URGENT' }));
    assert.deepEqual(drain(queue), ['approval', 'first', 'second', 'low']);
  });

  it('tenants take turns, whatever the length of their queues', () => {
    const queue = new FairQueue<string>(options);
    for (let index = 0; index < 4; index += 1) queue.add(entry(`a${String(index)}`));
    queue.add(entry('b0', { tenant: 'b', gate: 'b:send' }));
    queue.add(entry('b1', { tenant: 'b', gate: 'b:send' }));
    assert.deepEqual(drain(queue), ['a0', 'b0', 'a1', 'b1', 'a2', 'a3']);
  });

  it('a closed gate holds up neither other gates of the tenant nor other tenants', () => {
    const queue = new FairQueue<string>(options);
    queue.add(entry('shut'));
    queue.add(entry('other gate', { gate: 'a:update' }));
    queue.add(entry('other tenant', { tenant: 'b', gate: 'b:send' }));
    const isOpen = (gate: string): boolean => gate !== 'a:send';
    const items = [queue.next(0, isOpen)?.item, queue.next(0, isOpen)?.item, queue.next(0, isOpen)];
    assert.deepEqual(items, ['other gate', 'other tenant', undefined]);
  });

  it('whoever is put back is next of his lane', () => {
    const queue = new FairQueue<string>(options);
    queue.add(entry('one'));
    queue.add(entry('two'));
    const one = queue.next(0, always);
    assert.ok(one !== undefined);
    queue.putBack(one);
    assert.deepEqual(drain(queue), ['one', 'two']);
  });

  it('ten times the load of one tenant moves the 95th percentile of the others by at most a tenth', () => {
    const serviceMs = 10;
    const others = ['b', 'c', 'd'].flatMap((tenant) => load(tenant, 15));
    const calm = simulate([...load('a', 15), ...others], serviceMs);
    const stormy = simulate([...load('a', 150), ...others], serviceMs);
    const ofOthers = (waited: ReadonlyMap<string, number>): number =>
      p95(others.map(({ item }) => (waited.get(item) ?? Infinity) + serviceMs));
    const [before, after] = [ofOthers(calm), ofOthers(stormy)];
    const storm = p95(load('a', 150).map(({ item }) => stormy.get(item) ?? Infinity));
    // A call more in front of each: one turn of the service is the grain of this measure.
    assert.ok(after <= before * 1.1 + serviceMs, `${String(before)} → ${String(after)} ms`);
    assert.ok(storm > 1_000, 'the storm itself has to wait');
  });

  it('approvals wait for one call at most behind a backlog of digests', () => {
    const digests = Array.from({ length: 500 }, (_, index) =>
      entry(`digest ${String(index)}`, { priority: 'LOW' }),
    );
    const approvals = load('a', 2, 'URGENT');
    const waited = simulate([...digests, ...approvals], 50);
    const longest = Math.max(...approvals.map(({ item }) => waited.get(item) ?? Infinity));
    assert.ok(longest <= 100, String(longest));
  });

  it('a digest is not starved by approvals that never end', () => {
    const waited = simulate([entry('digest', { priority: 'LOW' }), ...load('a', 40, 'URGENT')], 50);
    assert.ok((waited.get('digest') ?? Infinity) <= 10_000 + 10 * 50);
  });

  it('everything that waits has its turn, once, in order within its lane', () => {
    const some = fc.array(
      fc.record({
        tenant: fc.constantFrom('a', 'b', 'c'),
        api: fc.constantFrom('send', 'update'),
        priority: fc.constantFrom<Priority>('URGENT', 'NORMAL', 'LOW'),
        since: fc.integer({ min: 0, max: 60_000 }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 700 }), (waiting, serviceMs) => {
        const entries = waiting
          .toSorted((one, other) => one.since - other.since)
          .map(({ api, ...each }, index) =>
            entry(String(index), { ...each, gate: `${each.tenant}:${api}` }),
          );
        const order = [...simulate(entries, serviceMs).keys()].map(Number);
        assert.deepEqual(
          order.toSorted((one, other) => one - other),
          entries.map((_, index) => index),
        );
        const lanes = Map.groupBy(order, (index) => {
          const each = entries[index];
          return `${each?.gate ?? ''} ${each?.priority ?? ''}`;
        });
        for (const lane of lanes.values())
          assert.deepEqual(
            lane,
            lane.toSorted((one, other) => one - other),
          );
      }),
      seeded('fair queue'),
    );
  });
});
