import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import { documentVersion } from '@hub/core';
import type { FactSetting } from '@hub/service';
import { FakeClock } from '@hub/testkit';
import { aReceivable, at, dayMs, factRig, hourMs, overdue, zone } from '../testing/fact-rig.js';
import { MemoryAccount } from '../testing/memory-account.js';
import { aSourceDocument, MemoryBook } from '../testing/memory-book.js';
import { factDuties } from './fact-duties.js';

describe('facts of due dates', () => {
  it('are told as the clock moves, each once, across restarts and pages', async () => {
    const { account, look } = factRig([overdue]);
    account.book.put(
      ...['1', '2', '3', '4', '5', '6', '7'].map((id) => aReceivable(id, at(10, 2))),
    );
    for (let hour = 0; hour < 24 * 40; hour += 6) {
      await look();
      account.clock.jump(6 * hourMs);
    }
    const wanted = ['1', '7', '30'].flatMap((n) =>
      ['1', '2', '3', '4', '5', '6', '7'].map((id) => `OVERDUE ${id} overdue:${n}@2026-10-02`),
    );
    assert.deepEqual(account.told, wanted);
    assert.deepEqual(account.events[0]?.figures['daysOverdue'], {
      value: new Decimal('1'),
      unit: 'days',
    });
    assert.equal(account.events[0].dates['due'], at(10, 2));
    assert.equal(account.events[0].amounts['open']?.amount.toFixed(), '5');
  });

  it('that were true before the hub first looked wake nobody', async () => {
    const { account, look } = factRig([overdue], at(10, 20));
    account.book.put(aReceivable('1', at(10, 2)));
    await look();
    assert.deepEqual(account.told, ['OVERDUE 1 overdue:7@2026-10-02 history']);
    account.clock.jump(12 * dayMs);
    await look();
    assert.deepEqual(account.told.slice(1), ['OVERDUE 1 overdue:30@2026-10-02']);
  });

  it('are asked for with one question for all tenants of an account, and told to each its own', async () => {
    const book = new MemoryBook(['AR_receivable'], 100);
    const scopes = ['100', '101'].map((organisation) => ({
      tenant: `t${organisation}`,
      forms: book.forms,
      organisations: [organisation],
    }));
    const account = new MemoryAccount({ book, tenants: scopes, clock: new FakeClock(at(10, 1)) });
    book.put(
      { ...aReceivable('1', at(10, 1)) },
      aSourceDocument({
        ...aReceivable('2', at(10, 1)),
        summary: { organisation: '101', number: 'B' },
      }),
    );
    const tenants = scopes.map(({ tenant }) => ({
      tenant,
      language: 'zh-CN',
      timeZone: zone,
      facts: [overdue],
    }));
    const [duty, ...others] = factDuties(account.scope, {
      tenants,
      watches: account.watches,
      first: () => true,
    });
    assert.equal(others.length, 0);
    await duty?.run(new AbortController().signal);
    account.clock.jump(dayMs);
    await duty?.run(new AbortController().signal);
    assert.deepEqual(
      account.events.map(({ tenant, documentId }) => `${tenant} ${documentId}`),
      ['t100 1', 't101 2'],
    );
    assert.deepEqual(book.asked, ['due', 'due']);
  });

  it('are kept from being forgotten by the topic without telling anybody', async () => {
    const rule: FactSetting = { ...overdue, days: [1, 200] };
    const { account, look } = factRig([rule]);
    account.book.put(aReceivable('1', at(10, 1)));
    for (let day = 0; day <= 130; day += 1) {
      await look();
      account.clock.jump(dayMs);
    }
    assert.deepEqual(account.told, [
      'OVERDUE 1 overdue:1@2026-10-01',
      'OVERDUE 1 overdue:1@2026-10-01 history',
      'OVERDUE 1 overdue:1@2026-10-01 history',
    ]);
    assert.equal(new Set(account.events.map(({ eventId }) => eventId)).size, 1);
  });

  it('a form that the source does not have is none of its duties', () => {
    const { duties } = factRig([{ ...overdue, form: 'IV_SALESIC' }]);
    assert.deepEqual(duties(), []);
  });
});

describe('facts of waiting', () => {
  const stuck: FactSetting = {
    kind: 'approval-stuck',
    forms: ['PUR_PurchaseOrder'],
    hours: [24, 72],
    everyMs: 60_000,
  };
  const approver = { userId: '16402', name: '王芳' };
  const task = (documentId: string, node: string, since: number): MemoryBook['tasks'][number] => ({
    form: 'PUR_PurchaseOrder',
    documentId,
    node,
    name: '部门经理审批',
    since,
    approver,
  });

  it('name who lets a bill wait, once after 24 hours and once after 72', async () => {
    const { account, look } = factRig([stuck]);
    const since = account.clock.now();
    const order = aSourceDocument({ documentId: '7' });
    account.book.put(order);
    account.know('huadong', order);
    account.book.tasks.push(task('7', 'n1', since));
    for (let hour = 0; hour < 100; hour += 1) {
      await look();
      account.clock.jump(hourMs);
    }
    // Each had the fact for a version, which the bill never had: whoever pressed approve on such a card was told that it is
    // out of date.
    const version = documentVersion({
      modifiedAt: account.events[0]?.modifiedAt ?? 0,
      nodes: ['n1'],
    });
    assert.deepEqual(account.told, [`STUCK 7 ${version}`, `STUCK 7 ${version}`]);
    assert.equal(new Set(account.events.map(({ eventId }) => eventId)).size, 2);
    const facts = account.scope.known.get('huadong', 'PUR_PurchaseOrder', '7')?.facts;
    assert.deepEqual(facts, ['stuck:24@n1', 'stuck:72@n1']);
    const [first] = account.events;
    assert.equal(first?.figures['hoursWaiting']?.value.toFixed(), '24');
    assert.deepEqual(first.pending[0]?.approvers, [approver]);
    // Read for the two events only, however often the tasks were looked at.
    assert.equal(account.book.asked.filter((question) => question === 'read').length, 2);
  });

  it('begin anew with the next step, and are not told of a bill that is somebody else’s', async () => {
    const { account, look } = factRig([stuck]);
    const order = aSourceDocument({ documentId: '7' });
    const foreign = aSourceDocument({ documentId: '8', summary: { organisation: '999' } });
    account.book.put(order, foreign);
    const since = account.clock.now();
    account.book.tasks.push(task('7', 'n1', since), task('8', 'm1', since));
    await look();
    account.clock.jump(25 * hourMs);
    await look();
    await look();
    account.book.tasks.splice(0, 2, task('7', 'n2', account.clock.now()));
    account.clock.jump(25 * hourMs);
    await look();
    await look();
    assert.deepEqual(
      account.events.map(({ step, pending }) => [step, pending.map(({ node }) => node)]),
      [
        ['STUCK', ['n1']],
        ['STUCK', ['n2']],
      ],
    );
    const facts = account.scope.known.get('huadong', 'PUR_PurchaseOrder', '7')?.facts;
    assert.deepEqual(facts, ['stuck:24@n2']);
  });
});

describe('the filing of taxes', () => {
  it('is told over one account of the tenant, and needs no system', async () => {
    const tax: FactSetting = {
      kind: 'tax-filing',
      name: '增值税',
      every: 'month',
      day: 15,
      days: [3, 1],
      calendar: 'cn',
      everyMs: 900_000,
    };
    const { account, look } = factRig([tax], at(5, 1));
    for (let day = 0; day < 31; day += 1) {
      await look();
      account.clock.jump(dayMs);
    }
    // 15 May, put off to 22 May by the five days of Labour Day.
    assert.deepEqual(account.told, [
      'DUE_SOON 增值税/2026-05 filing:3@2026-05-22',
      'DUE_SOON 增值税/2026-05 filing:1@2026-05-22',
    ]);
    const [first] = account.events;
    assert.equal(first?.form, 'TAX_FILING');
    assert.equal(first.summary.number, '增值税 2026-05');
    assert.equal(first.summary.title, '纳税申报');
    assert.equal(first.figures['daysLeft']?.value.toFixed(), '3');
    assert.deepEqual(account.book.asked, []);
  });

  it('says that a year is not known yet', async () => {
    const tax: FactSetting = {
      kind: 'tax-filing',
      name: '增值税',
      every: 'month',
      day: 15,
      days: [3],
      calendar: 'cn',
      everyMs: 900_000,
    };
    const { account, look } = factRig([tax], Date.UTC(2044, 11, 20));
    await look();
    assert.deepEqual(
      account.warnings.map(({ fields }) => [fields['code'], fields['year']]),
      [
        ['INGEST_CALENDAR_YEAR', 2044],
        ['INGEST_CALENDAR_YEAR', 2045],
      ],
    );
  });
});
