import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seeded } from '@hub/testkit';
import { aReceivable, at, dayMs, factRig, hourMs, overdue } from '../testing/fact-rig.js';

describe('a moved clock', () => {
  const moves = fc.array(
    fc.record({
      move: fc.integer({ min: -3, max: 12 }),
      edit: fc.constantFrom('none', 'none', 'settle', 'postpone', 'close'),
      which: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('produces exactly the facts that are due, once each', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const { account, look } = factRig([overdue], at(9, 1));
        const dues = [0, 3, 8, 20, 45].map((days) => at(9, 1) + days * dayMs);
        const wanted = new Set<string>();
        /** Up to when a due date was looked at: going back, the clock makes nothing new. */
        const lookedAt = new Map<string, number>();
        await look();
        dues.forEach((due, id) => {
          account.book.put({ ...aReceivable(String(id), due), modifiedAt: at(9, 2) });
        });
        for (const { move, edit, which } of steps) {
          account.clock.jump(move * dayMs);
          const now = account.clock.now();
          const due = dues[which] ?? 0;
          if (edit === 'settle') account.book.put(aReceivable(String(which), due, '0'));
          if (edit === 'close')
            account.book.remove({ form: 'AR_receivable', documentId: String(which) });
          if (edit === 'postpone') {
            dues[which] = due + 5 * dayMs;
            account.book.put({
              ...aReceivable(String(which), due + 5 * dayMs),
              modifiedAt: at(9, 2),
            });
          }
          await look();
          for (const document of account.book.documents.values()) {
            const due = document.dates['due'] ?? 0;
            const place = `${document.documentId}/${String(due)}`;
            const until = Math.max(now, lookedAt.get(place) ?? 0);
            lookedAt.set(place, until);
            const name = dueNow(due, until);
            if (document.amounts['open']?.amount.eq('5') === true && name !== null) {
              wanted.add(`OVERDUE ${document.documentId} ${name}`);
            }
          }
        }
        // What is told again to the topic alone, so that it keeps it, wakes nobody.
        const told = account.told.filter((line) => !line.endsWith('history'));
        assert.deepEqual(new Set(told), wanted);
        assert.equal(told.length, wanted.size);
      }),
      { ...seeded('a moved clock'), numRuns: 300 },
    );
  });
});

/** The newest fact of a due date at a moment, said without looking at the code under test. */
function dueNow(due: number, now: number): string | null {
  const days = Math.round((now - due) / dayMs);
  const [n] = [30, 7, 1].filter((one) => days >= one);
  if (n === undefined || days > 90) return null;
  return `overdue:${String(n)}@${new Date(due + 8 * hourMs).toISOString().slice(0, 10)}`;
}
