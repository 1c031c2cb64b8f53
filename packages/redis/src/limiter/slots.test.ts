import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Slots } from './slots.js';

describe('the slots of a limit', () => {
  it('are free again in the order in which answers come', () => {
    const slots = new Slots();
    slots.add(2, 0);
    const [first, second] = [slots.take(10, 1_000), slots.take(10, 1_000)];
    slots.answered(second, 120);
    slots.answered(first, 150);
    slots.answered(first, 999);
    slots.take(130, 1_000);
    assert.deepEqual([slots.held, slots.resting, slots.waitMs(130)], [2, 1, 20]);
  });

  it('are given up one hold after a call without an answer, and rest a window from then', () => {
    const slots = new Slots();
    slots.add(1, 0);
    slots.take(0, 100);
    slots.giveUp(99, 50);
    const before = slots.waitMs(99);
    slots.giveUp(120, 50);
    assert.deepEqual([before, slots.waitMs(120)], [null, 30]);
  });

  it('that are dropped while under way do not come back with their answers', () => {
    const slots = new Slots();
    slots.add(3, 0);
    const calls = [slots.take(0, 100), slots.take(0, 100)];
    slots.drop(2);
    const held = slots.held;
    for (const call of calls) slots.answered(call, 50);
    assert.deepEqual([held, slots.held, slots.resting], [1, 1, 1]);
  });

  it('that were set aside are not used and keep their times', () => {
    const slots = new Slots();
    slots.add(1, 10);
    slots.add(1, 20);
    slots.setAside(1);
    assert.deepEqual([slots.held, slots.waitMs(0), slots.takeAside()], [1, 20, [10]]);
  });

  it('are a queue that does not grow with the calls', () => {
    const slots = new Slots();
    slots.add(5, 0);
    for (let call = 0; call < 1_000; call += 1) slots.answered(slots.take(call, 10), call);
    assert.deepEqual([slots.held, slots.resting], [5, 5]);
  });
});
