import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Figures, Goal } from './report.js';
import { atLeast, atMost, below, noise, row, save, table, reaches } from './report.js';

const speed = (contender: string, ...rounds: number[]): Figures => ({
  ...{ contender, metric: 'events', unit: '/s', better: 'more', rounds },
});
const cost = (contender: string, ...rounds: number[]): Figures => ({
  ...{ contender, metric: 'client CPU', unit: 'µs/event', better: 'less', rounds },
});

describe('a row', () => {
  it('compares medians, so one bad round does not decide', () => {
    const ours = row(speed('ours', 600, 610, 10), { against: speed('stock', 100, 100, 100) });
    assert.deepEqual([ours.median, ours.ratio, ours.against], [600, 6, 'stock']);
  });

  it('a cost of half is twice as good', () => {
    assert.equal(row(cost('ours', 3), { against: cost('stock', 6) }).ratio, 2);
  });

  it('without a goal is neither met nor missed', () => {
    const { goal, met, ratio } = row(speed('raw', 1));
    assert.deepEqual([goal, met, ratio], [null, null, null]);
  });

  const goals: { name: string; goal: Goal; ours: number; met: boolean }[] = [
    { name: 'six times is at least six times', goal: atLeast(6), ours: 600, met: true },
    { name: 'a little less is not', goal: atLeast(6), ours: 599, met: false },
    { name: 'below a limit', goal: below(60), ours: 59.9, met: true },
    { name: 'the limit itself is not below it', goal: below(60), ours: 60, met: false },
    { name: 'but it is at most the limit', goal: atMost(60), ours: 60, met: true },
    { name: 'more is not', goal: atMost(60), ours: 60.1, met: false },
    { name: 'a limit is reached by itself', goal: reaches(60), ours: 60, met: true },
    { name: 'a little less does not reach it', goal: reaches(60), ours: 59.9, met: false },
  ];
  for (const { name, goal, ours, met } of goals) {
    it(name, () => {
      assert.equal(row(speed('ours', ours), { against: speed('stock', 100), goal }).met, met);
    });
  }

  it('with a ratio as its goal and nobody to compare with misses it', () => {
    assert.equal(row(speed('ours', 1), { goal: atLeast(0) }).met, false);
  });
});

describe('the table', () => {
  it('shows medians, extremes, ratio, goal and NO for a goal that was missed', () => {
    const rows = [
      row(speed('stock', 99, 100, 101)),
      row(speed('ours', 450, 500, 123_456), { against: speed('stock', 100), goal: atLeast(6) }),
    ];
    const cells = table(rows)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    assert.deepEqual(cells, [
      ['contender', 'metric', 'median', 'min – max', 'ratio', 'goal', 'met'],
      ['---------', '------', '--------', '---------------', '-----------', '----', '---'],
      ['stock', 'events', '100.0 /s', '99.0 – 101.0'],
      ['ours', 'events', '500.0 /s', '450.0 – 123,456', '5.00x stock', '≥ 6x', 'NO'],
    ]);
  });

  it('the noise names the row whose rounds differ most', () => {
    const text = noise([row(speed('calm', 100, 101)), row(speed('wild', 50, 100, 150))]);
    assert.match(text, /100 % at worst \(wild, events\)$/);
  });
});

describe('the file', () => {
  it('holds every row with its rounds, median, unit, ratio and goal', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    const ours = row(speed('ours', 5, 7), { against: speed('raw', 6), goal: atLeast(0.8) });
    const path = save(folder, 'transport', { cores: 2 }, [ours]);
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    assert.deepEqual(read, { name: 'transport', conditions: { cores: 2 }, rows: [{ ...ours }] });
    assert.deepEqual(
      [ours.contender, ours.metric, ours.unit, ours.rounds, ours.median, ours.ratio, ours.met],
      ['ours', 'events', '/s', [5, 7], 6, 1, true],
    );
  });
});
