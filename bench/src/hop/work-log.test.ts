import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WorkLog } from './work-log.js';

describe('the CPU of each process', () => {
  it('is what was used between begin and end, per document and round', () => {
    const used = new Map([
      [7, 1_000],
      [8, 40],
    ]);
    const processes = [
      { name: 'router', pid: 7 },
      { name: 'notifier', pid: 8 },
    ];
    const work = new WorkLog(processes, (pid) => used.get(pid) ?? 0);
    for (const round of [1, 2]) {
      work.begin();
      used.set(7, (used.get(7) ?? 0) + 500 * round);
      used.set(8, (used.get(8) ?? 0) + 100);
      work.end(1_000);
    }
    const rows = work.rows().map(({ contender, rounds, unit }) => ({ contender, rounds, unit }));
    assert.deepEqual(rows, [
      { contender: 'router', rounds: [0.5, 1], unit: 'ms/document' },
      { contender: 'notifier', rounds: [0.1, 0.1], unit: 'ms/document' },
    ]);
  });
});
