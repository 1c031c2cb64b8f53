import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '@hub/core';
import { pace } from './pace.js';

describe('an even rate', () => {
  const clockAt = (start: number): Clock & { at: number } => ({
    at: start,
    now() {
      return this.at;
    },
    monotonic() {
      return this.at;
    },
    async sleep(ms) {
      this.at += ms;
      return Promise.resolve();
    },
  });

  it('begins one thing after the other when it is due', async () => {
    const clock = clockAt(5_000);
    const begun: number[] = [];
    await pace({ count: 4, perSecond: 100, clock }, () => begun.push(clock.at));
    assert.deepEqual(begun, [5_000, 5_010, 5_020, 5_030]);
  });

  it('begins what a stall held up at once, each with the time at which it was due', async () => {
    const clock = clockAt(0);
    const begun: { due: number; at: number }[] = [];
    await pace({ count: 5, perSecond: 100, clock }, (index, due) => {
      begun.push({ due, at: clock.at });
      if (index === 1) clock.at += 25;
    });
    assert.deepEqual(begun, [
      { due: 0, at: 0 },
      { due: 10, at: 10 },
      { due: 20, at: 35 },
      { due: 30, at: 35 },
      { due: 40, at: 40 },
    ]);
  });
});
