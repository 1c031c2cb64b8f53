import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { SimulatorClock } from './clock.js';
import { Journal } from './journal.js';

describe('Journal', () => {
  it('numbers entries from one, in order, with the time of the clock it was given', () => {
    let now = 1000;
    const journal = new Journal(() => now);
    journal.append('first', { a: 1 });
    now = 2000;
    journal.append('second', {});
    assert.deepEqual(journal.after(0), [
      { seq: 1, at: 1000, kind: 'first', data: { a: 1 } },
      { seq: 2, at: 2000, kind: 'second', data: {} },
    ]);
    assert.deepEqual(
      journal.after(1).map((entry) => entry.kind),
      ['second'],
    );
    assert.equal(journal.after(0, 1).length, 1);
  });

  it('keeps what was said, even if the writer changes his record afterwards', () => {
    const journal = new Journal(() => 0);
    const data = { lines: [1] };
    journal.append('saved', data);
    data.lines.push(2);
    assert.deepEqual(journal.after(0)[0]?.data, { lines: [1] });
  });

  it('tells followers of later entries until they leave', () => {
    const journal = new Journal(() => 0);
    const heard: number[] = [];
    journal.append('before', {});
    const leave = journal.subscribe((entry) => heard.push(entry.seq));
    journal.append('during', {});
    leave();
    journal.append('after', {});
    assert.deepEqual(heard, [2]);
  });
});

describe('SimulatorClock', () => {
  it('runs with the machine and is shifted by what it is told', () => {
    const clock = new SimulatorClock();
    clock.shift(3_600_000);
    clock.shift(-600_000);
    assert.equal(clock.offsetMs, 3_000_000);
    const earliest = Date.now();
    const machine = clock.now() - 3_000_000;
    const latest = Date.now();
    const looks = [earliest, machine, latest];
    assert.ok(earliest <= machine && machine <= latest, looks.join(' ≤ '));
  });
});
