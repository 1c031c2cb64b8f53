import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from './errors.js';
import { Slots } from './slots.js';

describe('Slots', () => {
  it('runs no more than allowed at once, in the order of asking', async () => {
    const slots = new Slots({ runningMax: 2, waitingMax: 10, code: 'X_BUSY' });
    const started: number[] = [];
    let running = 0;
    let runningMost = 0;

    const calls = [1, 2, 3, 4, 5].map((n) =>
      slots.run(async () => {
        started.push(n);
        running += 1;
        runningMost = Math.max(runningMost, running);
        await new Promise(setImmediate);
        running -= 1;
        return n * 10;
      }),
    );

    assert.deepEqual(await Promise.all(calls), [10, 20, 30, 40, 50]);
    assert.deepEqual(started, [1, 2, 3, 4, 5]);
    assert.equal(runningMost, 2);
  });

  it('refuses when the queue is full, and goes on after a failure', async () => {
    const slots = new Slots({ runningMax: 1, waitingMax: 1, code: 'X_BUSY' });
    const failing = slots.run(async () => {
      await new Promise(setImmediate);
      throw new Error('boom');
    });
    const waiting = slots.run(() => Promise.resolve('next'));

    await assert.rejects(
      slots.run(() => Promise.resolve('one too many')),
      (error) => error instanceof HubError && error.code === 'X_BUSY' && error.retryable,
    );
    await assert.rejects(failing, /boom/);
    assert.equal(await waiting, 'next');
  });
});
