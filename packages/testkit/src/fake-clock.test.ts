import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  it('wakes sleepers in the order they are due, each at its own time', async () => {
    const clock = new FakeClock(1_000);
    const woken: [string, number][] = [];
    const nap = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    };
    void nap('late', 30);
    void nap('early', 10);

    await clock.advance(29);
    assert.deepEqual(woken, [['early', 1_010]]);
    await clock.advance(1);
    assert.deepEqual(woken, [
      ['early', 1_010],
      ['late', 1_030],
    ]);
  });

  it('wakes a loop as often as it is due within one step', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    let turns = 0;
    const loop = (async () => {
      for (;;) {
        await clock.sleep(100, stop.signal);
        turns += 1;
      }
    })();

    await clock.advance(1_000);
    assert.equal(turns, 10);
    stop.abort();
    await assert.rejects(loop);
    assert.equal(clock.sleeping, 0);
  });

  it('moves only the wall clock in a jump', () => {
    const clock = new FakeClock(5_000);
    clock.jump(-4_000);
    assert.deepEqual([clock.now(), clock.monotonic()], [1_000, 0]);
  });
});
