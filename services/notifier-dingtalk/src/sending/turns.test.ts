import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '@hub/core';
import { HubError, systemClock } from '@hub/core';
import type { Leave, Limit, Limiter } from '@hub/redis';
import { aTenant, vendorFault } from '../testing/fakes.js';
import type { Budget } from '../ports.js';
import { Turns, type Turn } from './turns.js';

const counted: string[] = [];
const budget: Budget = {
  treatment: () => Promise.resolve('SEND' as const),
  count: (_tenant, _essential, kind) => counted.push(kind),
};
const turn: Turn = { tenant: aTenant, api: 'webhook.send', priority: 'NORMAL' };
const robot: Limit = { key: 'robot', calls: 20, windowMs: 60_000 };

/** Lets one through, then says to wait, then lets the next through. */
class Alternating implements Limiter {
  readonly asked: (readonly Limit[])[] = [];
  readonly closed: [key: string, forMs: number][] = [];
  #refuse = false;

  constructor(private readonly waitMs = 10) {}

  take(limits: readonly Limit[]): Promise<Leave> {
    this.asked.push(limits);
    this.#refuse = !this.#refuse;
    if (this.#refuse) return Promise.resolve({ waitMs: this.waitMs, answered: null });
    return Promise.resolve({ waitMs: 0, answered: () => Promise.resolve() });
  }

  close({ key }: Limit, forMs: number): Promise<void> {
    this.closed.push([key, forMs]);
    return Promise.resolve();
  }

  giveBack(): Promise<void> {
    return Promise.resolve();
  }
}

/** Time passes with each look at it, and a sleeper is woken a little early, as timers do. */
function hastyClock(earlyMs: number, stepMs: number): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    monotonic: () => (nowMs += stepMs),
    sleep: (ms) => {
      nowMs += Math.max(0, ms - earlyMs);
      return Promise.resolve();
    },
  };
}

describe('turns', () => {
  it('nobody waits for ever whose gate opens while it is looked at', async () => {
    // Used to: a gate that opened between two looks at the clock was neither passed nor waited for.
    const bound = new AbortController();
    for (let earlyMs = 0; earlyMs < 1; earlyMs += 0.05) {
      const turns = new Turns(new Alternating(), hastyClock(earlyMs, 0.1), budget);
      const done = turns.run(turn, () => Promise.resolve('sent'));
      const late = systemClock.sleep(5_000, bound.signal).then(() => 'forgotten');
      late.catch(() => undefined);
      assert.equal(await Promise.race([done, late]), 'sent', `woken ${String(earlyMs)} ms early`);
    }
    bound.abort();
  });

  it('a call counts as what the month counts it as, and a look at a person not at all', async () => {
    counted.length = 0;
    const turns = new Turns(new Alternating(), hastyClock(0, 0.1), budget);
    for (const api of ['webhook.send', 'user.get', 'group.send'] as const)
      await turns.run({ ...turn, api }, () => Promise.resolve());
    assert.deepEqual(counted, ['push', 'api']);
  });

  it('a refusal counts too, unless it is about the rate or nobody answered', async () => {
    // Used to: only what had no better name than DINGTALK_REFUSED counted; unknown people, forbidden words, templates
    // and robots that are not there cost calls of the month that the ledger knew nothing of.
    const perhaps = { retryable: true };
    const faults: readonly (readonly [counts: boolean, fault: HubError])[] = [
      ...['REFUSED', 'USER', 'CONTENT', 'TEMPLATE', 'ROBOT', 'GROUP', 'LENGTH'].map(
        (kind) => [true, vendorFault('x', `DINGTALK_${kind}`)] as const,
      ),
      [true, Object.assign(new HubError('DINGTALK_DAY_LIMIT', '', perhaps), { vendorCode: 'x' })],
      ...['QPS', 'ROBOT_RATE', 'TOKEN', 'TIMEOUT', 'BUSY'].map((kind) => {
        const fault = new HubError(`DINGTALK_${kind}`, '', perhaps);
        return [false, Object.assign(fault, { vendorCode: 'x' })] as const;
      }),
      [false, new HubError('NOTIFIER_NO_AGENT', 'never called')],
    ];
    for (const [counts, fault] of faults) {
      counted.length = 0;
      const turns = new Turns(new Alternating(), hastyClock(0, 0.1), budget);
      const call = (): Promise<never> => Promise.reject(fault);
      await assert.rejects(turns.run({ ...turn, api: 'robot.send' }, call));
      assert.deepEqual(counted, counts ? ['api'] : [], fault.code);
    }
  });

  it('a robot that is held is asked no more, and others of its API are', async () => {
    const limiter = new Alternating(0);
    const turns = new Turns(limiter, hastyClock(0, 0.1), budget);
    const held = { retryable: true, retryAfterMs: 600_000 };
    const call = (): Promise<never> =>
      Promise.reject(new HubError('DINGTALK_ROBOT_RATE', 'held', held));
    await assert.rejects(turns.run({ ...turn, narrow: robot }, call));
    assert.deepEqual(limiter.closed, [['robot', 600_000]]);
    assert.deepEqual(
      limiter.asked[0]?.map(({ key }) => key),
      ['robot', 'hub:huadong:limit:webhook.send', 'hub:*:limit:address'],
    );
  });
});
