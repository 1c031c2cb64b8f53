import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparedDay, countedTime } from './compared-time.js';

const second = 1_793_581_200;

describe('a moment compared with a coarser field', () => {
  // Used to be cut off whatever it was compared by.
  const seconds = [
    { ms: 0, ge: 0, lt: 0, gt: 0, le: 0 },
    { ms: 1, ge: 1, lt: 1, gt: 0, le: 0 },
    { ms: 999, ge: 1, lt: 1, gt: 0, le: 0 },
  ];
  for (const { ms, ...want } of seconds) {
    it(`${String(ms)} ms behind a second holds for the same records`, () => {
      const utcMs = second * 1000 + ms;
      for (const is of ['ge', 'lt', 'gt', 'le'] as const) {
        const counted = countedTime({ utcMs, is }, 'seconds', true);
        assert.equal(counted, String(second + want[is]), is);
      }
    });
  }

  it('keeps what the field can hold', () => {
    const compared = { utcMs: second * 1000 + 7, is: 'ge' } as const;
    assert.equal(countedTime(compared, 'seconds', false), `${String(second)}.007`);
    assert.equal(countedTime(compared, 'milliseconds', true), `${String(second)}007`);
  });

  it('a day stands for its midnight in the zone', () => {
    const midnight = Date.UTC(2026, 9, 31, 16);
    const days = (['ge', 'lt', 'le'] as const).map((is) =>
      [0, 1].map((ms) => comparedDay({ utcMs: midnight + ms, is }, 'Asia/Shanghai')),
    );
    assert.deepEqual(days, [
      ['2026-11-01', '2026-11-02'],
      ['2026-11-01', '2026-11-02'],
      ['2026-11-01', '2026-11-01'],
    ]);
  });
});
