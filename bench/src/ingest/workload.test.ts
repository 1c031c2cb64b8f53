import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forms, monthEndHour, organisations, referenceDay, type Workload } from './workload.js';

function perHour({ changes, startAt }: Workload): number[] {
  const counts = new Array<number>(24).fill(0);
  for (const { visibleAt } of changes) {
    const hour = Math.min(23, Math.floor((visibleAt - startAt) / 3_600_000));
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}

describe('the workload', () => {
  const day = referenceDay(0.1);
  const hour = monthEndHour(0.1);

  it('is the same at every run', () => {
    assert.deepEqual(referenceDay(0.001), referenceDay(0.001));
  });

  it('has as many changes as the reference says, of documents that change 2.6 times', () => {
    const { length } = day.changes;
    assert.ok(length > 35_900 && length <= 36_000, String(length));
    assert.ok(hour.changes.length > 21_800 && hour.changes.length <= 22_000);
    const lives = new Map<number, number>();
    for (const { documentId } of day.changes) {
      lives.set(documentId, (lives.get(documentId) ?? 0) + 1);
    }
    const several = [...lives.values()].filter((turns) => turns > 1);
    const mean = several.reduce((sum, turns) => sum + turns, 0) / several.length;
    assert.ok(mean > 2.5 && mean < 2.7, String(mean));
  });

  it('has about 16 % of its changes in the busiest hour', () => {
    const busiest = Math.max(...perHour(day)) / day.changes.length;
    assert.ok(busiest > 0.13 && busiest < 0.18, String(busiest));
  });

  it('uses all organisations and forms, the first form most', () => {
    const used = new Map<number, number>();
    for (const { form } of day.changes) used.set(form, (used.get(form) ?? 0) + 1);
    assert.equal(used.size, forms);
    assert.equal(Math.max(...used.values()), used.get(0));
    assert.equal(new Set(day.changes.map((each) => each.organisation)).size, organisations);
  });

  it('writes times of whole seconds, never later than they can be read, one in a thousand much earlier', () => {
    const early = day.changes.filter((each) => each.visibleAt < each.modifiedAt);
    const uneven = day.changes.filter((each) => each.modifiedAt % 1_000 !== 0);
    const late = day.changes.filter((each) => each.visibleAt - each.modifiedAt > 2_000);
    assert.deepEqual([early.length, uneven.length], [0, 0]);
    const part = late.length / day.changes.length;
    assert.ok(part > 0.0003 && part < 0.002, String(part));
  });

  it('leaves every state of a document visible for three minutes', () => {
    const last = new Map<number, number>();
    for (const { documentId, visibleAt } of day.changes) {
      const before = last.get(documentId);
      assert.ok(before === undefined || visibleAt - before >= 180_000, String(documentId));
      last.set(documentId, visibleAt);
    }
  });
});
