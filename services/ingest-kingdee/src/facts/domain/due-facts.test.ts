import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import { dueFact, dueSpan, type DueQuestion, type DueRule } from './due-facts.js';
import { dayOf, startOf } from './local-day.js';

const zone = 'Asia/Shanghai';
const receivable: DueRule = { kind: 'receivable-overdue', days: [1, 7, 30] };
const payable: DueRule = { kind: 'payment-due', days: [3, 1] };
const at = (month: number, day: number, hour = 0): number =>
  startOf(dayOf(2026, month, day), zone) + hour * 3_600_000;

function asked(
  over: Partial<DueQuestion['document']> & Partial<DueQuestion['moment']> = {},
  rule: DueRule = receivable,
): ReturnType<typeof dueFact> {
  return dueFact({
    rule,
    document: {
      step: 'APPROVED',
      modifiedAt: at(9, 20),
      dates: { due: at(10, 1) },
      amounts: { open: { amount: new Decimal('5') } },
      ...over,
    },
    moment: { known: [], now: at(10, 2), timeZone: zone, watchedSince: at(9, 1), ...over },
  });
}

describe('a receivable', () => {
  const cases = [
    { name: 'is not overdue on the day it is due', now: at(10, 1, 23), told: null },
    { name: 'is overdue from the first minute of the next day', now: at(10, 2), told: '1' },
    { name: 'says seven days on the seventh', now: at(10, 8), told: '7' },
    { name: 'says the newest alone after a jump of the clock', now: at(11, 15), told: '30' },
  ];
  for (const { name, now, told } of cases) {
    it(name, () => {
      const { fact } = asked({ now });
      assert.equal(fact?.version ?? null, told === null ? null : `overdue:${told}@2026-10-01`);
    });
  }

  it('says it once, also when the clock goes back and forth', () => {
    const first = asked({ now: at(10, 9) });
    assert.deepEqual(first.facts, ['overdue:1@2026-10-01', 'overdue:7@2026-10-01']);
    for (const now of [at(10, 9), at(10, 3), at(9, 1), at(10, 10)]) {
      assert.equal(asked({ now, known: first.facts }).fact, null);
    }
    assert.equal(
      asked({ now: at(10, 31), known: first.facts }).fact?.version,
      'overdue:30@2026-10-01',
    );
  });

  it('carries how many days it really is', () => {
    const { fact } = asked({ now: at(10, 11, 12) });
    assert.equal(fact?.version, 'overdue:7@2026-10-01');
    assert.equal(fact.step, 'OVERDUE');
    assert.deepEqual(fact.figures['daysOverdue']?.value.toFixed(), '10');
    assert.equal(fact.figures['daysOverdue'].unit, 'days');
  });

  it('begins anew when its due date is moved, and forgets the old one', () => {
    const known = ['overdue:1@2026-10-01', 'stuck:24@n1'];
    const moved = { dates: { due: at(10, 5) }, known };
    assert.deepEqual(asked({ ...moved, now: at(10, 5) }), {
      fact: null,
      facts: ['stuck:24@n1'],
    });
    assert.equal(asked({ ...moved, now: at(10, 6) }).fact?.version, 'overdue:1@2026-10-05');
  });

  it('that is settled, closed or without a due date says nothing', () => {
    const nothing = [
      asked({ amounts: { open: { amount: new Decimal('0.00') } } }),
      asked({ step: 'CLOSED' }),
      asked({ step: 'VOIDED' }),
      asked({ dates: {} }),
    ];
    assert.deepEqual(
      nothing.map(({ fact }) => fact),
      [null, null, null, null],
    );
  });

  it('that was overdue before anybody looked is history, unless it was entered since', () => {
    const late = { now: at(10, 9, 8), watchedSince: at(10, 9) };
    assert.equal(asked(late).fact?.history, true);
    assert.equal(asked({ ...late, modifiedAt: at(10, 9, 1) }).fact?.history, false);
    assert.equal(asked({ ...late, watchedSince: at(10, 8) }).fact?.history, false);
  });

  it('counts days by the calendar of the tenant', () => {
    // 2 October 2026 begins in Shanghai when New York still has 1 October.
    const due = startOf(dayOf(2026, 10, 1), 'America/New_York');
    const there = { dates: { due }, now: at(10, 2, 1), timeZone: 'America/New_York' };
    assert.equal(asked(there).fact, null);
  });
});

describe('a payment', () => {
  it('is announced three days and one day before, and not when it is too late', () => {
    const told = [28, 29, 30].map((day) => asked({ now: at(9, day) }, payable).fact?.version);
    assert.deepEqual(told, ['due:3@2026-10-01', 'due:3@2026-10-01', 'due:1@2026-10-01']);
    assert.equal(asked({ now: at(9, 27, 23) }, payable).fact, null);
    assert.equal(asked({ now: at(10, 1, 23) }, payable).fact?.version, 'due:1@2026-10-01');
    assert.equal(asked({ now: at(10, 2) }, payable).fact, null);
  });

  it('says how many days are left', () => {
    const { fact } = asked({ now: at(9, 29) }, payable);
    assert.equal(fact?.step, 'DUE_SOON');
    assert.equal(fact.figures['daysLeft']?.value.toFixed(), '2');
  });
});

describe('the span of due dates that are looked at', () => {
  it('reaches back to what is still told, and ahead to what is told already', () => {
    assert.deepEqual(dueSpan(receivable, 1000, 60), { from: 910, to: 1000 });
    assert.deepEqual(dueSpan(payable, 1000, 60), { from: 1000, to: 1004 });
  });
});
