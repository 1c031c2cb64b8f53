import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import { Alarm } from './alarm.js';
import { repeat } from './repeat.js';

let clock: FakeClock;
let stop: AbortController;
let turns: number[];

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  turns = [];
});

function run(
  turn: () => Promise<number>,
  alarm?: Alarm,
): { waits: number[]; ended: Promise<void> } {
  const waits: number[] = [];
  const ended = repeat({
    clock,
    signal: stop.signal,
    random: () => 0.999,
    ...(alarm === undefined ? {} : { alarm }),
    onFailure: (_, waitMs) => {
      waits.push(waitMs);
    },
    turn: async () => {
      turns.push(clock.monotonic());
      return turn();
    },
  });
  return { waits, ended };
}

describe('repeat', () => {
  it('takes turns evenly, however long a turn takes', async () => {
    const { ended } = run(async () => {
      await clock.sleep(300);
      return 1_000;
    });
    await clock.advance(3_500);
    assert.deepEqual(turns, [0, 1_000, 2_000, 3_000]);
    stop.abort();
    await clock.advance(1_000);
    await ended;
  });

  it('comes again as soon as it is asked to', async () => {
    run(async () => (turns.length < 3 ? 100 : 1_000));
    await clock.advance(500);
    assert.deepEqual(turns, [0, 100, 200]);
    stop.abort();
  });

  it('waits longer with every failure, at most 30 s, and is itself again after a success', async () => {
    const { waits } = run(async () => {
      if (turns.length <= 7 || turns.length === 10) throw new Error('down');
      return 1_000;
    });
    await clock.advance(200_000);
    assert.deepEqual(waits, [1_000, 1_999, 3_998, 7_996, 15_992, 29_985, 29_985, 1_000]);
    const [last = 0, before = 0] = turns.toReversed();
    assert.equal(last - before, 1_000);
    stop.abort();
  });

  it('is woken by an alarm, also by one that rang while it was at work', async () => {
    const alarm = new Alarm(clock);
    const { ended } = run(async () => {
      if (turns.length === 2) alarm.ring();
      return 1_000;
    }, alarm);
    await clock.advance(300);
    alarm.ring();
    await clock.advance(0);
    assert.deepEqual(turns, [0, 300, 300]);
    stop.abort();
    await ended;
  });

  it('does not try a wrong login often', async () => {
    const { waits } = run(async () => {
      throw new HubError('KINGDEE_LOGIN_REFUSED', 'x');
    });
    await clock.advance(1);
    assert.deepEqual(waits, [4_998]);
    stop.abort();
  });

  it('waits as long as the other side asks', async () => {
    const { waits } = run(async () => {
      throw new HubError('KINGDEE_CALL_LIMIT', 'x', { retryable: true, retryAfterMs: 60_000 });
    });
    await clock.advance(1);
    assert.deepEqual(waits, [60_000]);
    stop.abort();
  });
});
