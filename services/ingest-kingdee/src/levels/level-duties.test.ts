import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import type { Level } from '@hub/source';
import { aSummary } from '@hub/testkit';
import { MemoryAccount } from '../testing/memory-account.js';
import { levelDuties, type TenantLevels } from './level-duties.js';

const rule = { kind: 'stock', everyMs: 60_000, recover: '1.1', hold: 2 } as const;

function aLevel(value: string, limit: string | null = '100', organisation = '100'): Level {
  return {
    form: 'STK_Inventory',
    documentId: `${organisation}/WL001/CK01`,
    departmentId: null,
    summary: aSummary({ number: 'WL001', amount: null, organisation }),
    value: { value: new Decimal(value), unit: '件' },
    limit: limit === null ? null : { value: new Decimal(limit), unit: '件' },
  };
}

function rig(tenants: readonly TenantLevels[] = [{ tenant: 'huadong', levels: [rule] }]): {
  account: MemoryAccount;
  read: (...values: readonly string[]) => Promise<void>;
  restart: () => void;
} {
  const account = new MemoryAccount();
  let duties = levelDuties(account.scope, tenants);
  return {
    account,
    read: async (...values) => {
      for (const value of values) {
        account.book.stock = [aLevel(value)];
        for (const duty of duties) await duty.run(new AbortController().signal);
      }
    },
    restart: () => {
      duties = levelDuties(account.scope, tenants);
    },
  };
}

describe('levels of an account', () => {
  it('are told when they fall below their limit and when they are back, with both numbers', async () => {
    const { account, read } = rig();
    await read('120', '80', '79', '78', '105', '130', '131');
    assert.deepEqual(account.told, [
      'BELOW_LIMIT 100/WL001/CK01 below:1',
      'WITHIN_LIMIT 100/WL001/CK01 within:2',
    ]);
    const [below] = account.events;
    assert.equal(below?.form, 'STK_Inventory');
    assert.deepEqual(
      [below.figures['onHand'], below.figures['safetyStock']].map((figure) => [
        figure?.value.toFixed(),
        figure?.unit,
      ]),
      [
        ['79', '件'],
        ['100', '件'],
      ],
    );
  });

  it('are neither forgotten nor repeated by a restart', async () => {
    const { account, read, restart } = rig();
    await read('80', '80');
    restart();
    await read('80', '80', '80');
    restart();
    await read('120');
    restart();
    // A restart begins to count anew: one reading before it and one after are not two in a row.
    await read('120');
    assert.equal(account.told.length, 1);
    await read('120');
    assert.deepEqual(account.told.slice(1), ['WITHIN_LIMIT 100/WL001/CK01 within:2']);
  });

  it('of several tenants are one question, and each is told its own', async () => {
    const account = new MemoryAccount({
      tenants: ['100', '101'].map((organisation) => ({
        tenant: `t${organisation}`,
        forms: [],
        organisations: [organisation],
      })),
    });
    const duties = levelDuties(account.scope, [
      { tenant: 't100', levels: [{ ...rule, hold: 1 }] },
      { tenant: 't101', levels: [{ ...rule, hold: 1 }] },
      { tenant: 'elsewhere', levels: [rule] },
    ]);
    account.book.stock = [aLevel('1'), aLevel('2', '100', '101')];
    assert.equal(duties.length, 1);
    await duties[0]?.run(new AbortController().signal);
    assert.deepEqual(
      account.events.map(({ tenant, documentId }) => `${tenant} ${documentId}`),
      ['t100 100/WL001/CK01', 't101 101/WL001/CK01'],
    );
    assert.deepEqual(account.book.asked, ['levels']);
  });

  it('are kept from being forgotten by the topic without telling anybody', async () => {
    const { account, read } = rig();
    await read('80', '80');
    account.clock.jump(46 * 86_400_000);
    await read('70', '70');
    assert.deepEqual(account.told, [
      'BELOW_LIMIT 100/WL001/CK01 below:1',
      'BELOW_LIMIT 100/WL001/CK01 below:1 history',
    ]);
  });

  it('publish nothing when the signal came while they were read', async () => {
    const account = new MemoryAccount();
    const [duty] = levelDuties(account.scope, [
      { tenant: 'huadong', levels: [{ ...rule, hold: 1 }] },
    ]);
    const stop = new AbortController();
    account.book.stock = [aLevel('1')];
    account.book.beforeAnswer = () => {
      stop.abort();
    };
    await duty?.run(stop.signal);
    assert.deepEqual(account.told, []);
  });
});
