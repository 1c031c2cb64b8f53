import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServerClock } from './server-clock.js';

function seen(...differences: readonly number[]): ServerClock {
  const clock = new ServerClock();
  for (const difference of differences) clock.observe(1_000_000 + difference, 1_000_000);
  return clock;
}

describe('ServerClock', () => {
  const ahead = [88_000, 85_000, 89_000, 80_500, 90_000, 86_000, 87_000, 82_000];
  const table: readonly (readonly [string, ServerClock, number, number])[] = [
    ['ours before anything is known', seen(), 0, 0],
    ['ours when documents are as old as they should be', seen(-900, -4_000, -100), 0, -100],
    ['ours when one document lies in the future', seen(-1, -1, -1, -1, -1, -1, -1, 9e9), 0, 0],
    ['ahead when all documents say so', seen(...ahead), 80_500, 80_500],
    ['not ahead before enough documents say so', seen(...ahead.slice(1)), 0, 0],
    ['behind as far as the newest document says', seen(-95_000, -90_400, -99_000), 0, -90_400],
  ];
  for (const [what, clock, latest, earliest] of table) {
    it(`takes the system’s clock for ${what}`, () => {
      assert.deepEqual([clock.latest(5), clock.earliest(5)], [5 + latest, 5 + earliest]);
    });
  }

  it('forgets what is long past', () => {
    const clock = seen(...ahead);
    for (let one = 0; one < 8; one += 1) clock.observe(999_000, 1_000_000);
    assert.equal(clock.latest(0), 0);
  });
});
