import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { localTime, readTime } from './read-time.js';

const china = { timeZone: 'Asia/Shanghai', numericTimes: 'milliseconds' } as const;
const berlin = { timeZone: 'Europe/Berlin', numericTimes: 'seconds' } as const;

describe('a time of a record', () => {
  const cases = [
    { written: '2026-11-02T09:00:00.5', reading: china, want: '2026-11-02T01:00:00.500Z' },
    { written: '2026-11-02 09:00', reading: china, want: '2026-11-02T01:00:00.000Z' },
    { written: '2026-11-02', reading: china, want: '2026-11-01T16:00:00.000Z' },
    { written: '20261102', reading: china, want: '2026-11-01T16:00:00.000Z' },
    { written: '20261102093000', reading: china, want: '2026-11-02T01:30:00.000Z' },
    { written: '2026-11-02T01:00:00.1239999Z', reading: china, want: '2026-11-02T01:00:00.123Z' },
    { written: '2026-11-02 01:00:00.123456+00', reading: china, want: '2026-11-02T01:00:00.123Z' },
    { written: '2026-11-02T03:00:00-0530', reading: china, want: '2026-11-02T08:30:00.000Z' },
    { written: 1_793_581_200_123, reading: china, want: '2026-11-02T01:00:00.123Z' },
    { written: 1_793_581_200, reading: berlin, want: '2026-11-02T01:00:00.000Z' },
    { written: '1793581200123', reading: china, want: '2026-11-02T01:00:00.123Z' },
    // Seconds with a fraction used to be no time.
    { written: '1793581200.123456', reading: berlin, want: '2026-11-02T01:00:00.123Z' },
    { written: '1793581200123.9', reading: china, want: '2026-11-02T01:00:00.123Z' },
    { written: '2026-07-01T12:00:00', reading: berlin, want: '2026-07-01T10:00:00.000Z' },
    { written: '2026-12-01T12:00:00', reading: berlin, want: '2026-12-01T11:00:00.000Z' },
    // The clock is put back from 03:00 to 02:00: of the two moments the first is taken.
    { written: '2026-10-25T02:30:00', reading: berlin, want: '2026-10-25T00:30:00.000Z' },
  ];
  for (const { written, reading, want } of cases) {
    it(`${String(written)} in ${reading.timeZone} is ${want}`, () => {
      const read = readTime(written, reading);
      assert.equal(read === null ? null : new Date(read).toISOString(), want);
    });
  }

  for (const written of ['', 'soon', '2026-02-31', '2026-13-01', '2026-11-02T24:00', 'infinity']) {
    it(`"${written}" is no time`, () => {
      assert.equal(readTime(written, china), null);
    });
  }

  it('a moment is written as the clocks of the zone show it, before and after they are put back', () => {
    const before = Date.UTC(2026, 9, 25, 0, 59, 59, 7);
    assert.equal(localTime(before, 'Europe/Berlin'), '2026-10-25T02:59:59.007');
    assert.equal(localTime(before + 1000, 'Europe/Berlin'), '2026-10-25T02:00:00.007');
    assert.equal(localTime(before, 'Asia/Shanghai'), '2026-10-25T08:59:59.007');
  });
});
