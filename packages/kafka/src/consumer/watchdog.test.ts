import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  it('says nothing while there are fetches and heartbeats', async () => {
    const clock = new FakeClock();
    const silences: string[] = [];
    const watchdog = new Watchdog(clock, 10_000, (what) => silences.push(what));
    void watchdog.watch();
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      watchdog.fetched();
      watchdog.heartBeat();
    }
    assert.deepEqual(silences, []);
    watchdog.stop();
  });

  // Used to end a process that the machine had kept from running, although its fetches were answered.
  it('does not count the time in which the process stood still', async () => {
    const clock = new FakeClock();
    const stalled = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic() + stoodStillMs,
      sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
    };
    let stoodStillMs = 0;
    const silences: string[] = [];
    const watchdog = new Watchdog(stalled, 10_000, (what) => silences.push(what));
    void watchdog.watch();
    await clock.advance(5_000);
    stoodStillMs = 60_000;
    await clock.advance(5_000);
    assert.deepEqual(silences, []);
    await clock.advance(1_000);
    assert.deepEqual(silences, ['fetch']);
  });

  for (const silent of ['fetch', 'heartbeat']) {
    it(`reports once when there is no ${silent} for too long`, async () => {
      const clock = new FakeClock();
      const silences: string[] = [];
      const watchdog = new Watchdog(clock, 10_000, (what) => silences.push(what));
      void watchdog.watch();
      for (let second = 0; second < 30; second += 1) {
        await clock.advance(1_000);
        if (silent !== 'fetch') watchdog.fetched();
        if (silent !== 'heartbeat') watchdog.heartBeat();
        if (second < 9) assert.deepEqual(silences, []);
      }
      assert.deepEqual(silences, [silent]);
    });
  }
});
