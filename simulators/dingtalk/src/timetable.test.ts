import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SimulatorClock } from '@hub/simulator-kit';
import { until } from './testing/until.js';
import { Timetable } from './timetable.js';

describe('Timetable', () => {
  it('keeps an appointment when the clock is moved past it, and no other', async () => {
    const clock = new SimulatorClock();
    const timetable = new Timetable(clock);
    const kept: string[] = [];
    timetable.after(60_000, () => kept.push('a minute'));
    timetable.after(3_600_000, () => kept.push('an hour'));
    timetable.after(60_000, () => kept.push('called off'))();
    clock.shift(60_000);
    await until('the first appointment', () => kept.length > 0);
    assert.deepEqual(kept, ['a minute']);
    timetable.close();
  });
});
