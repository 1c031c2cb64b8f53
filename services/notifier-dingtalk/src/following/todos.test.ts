import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Decision } from '@hub/schemas';
import { aCommand, aDecision, aDocument, aPendingNode, aRecipient } from '@hub/testkit';
import { convergeCard } from './converge-card.js';
import { reasons } from '../domain/reasons.js';
import {
  aTask,
  aTodo,
  due,
  evening,
  happens,
  inform,
  reborn,
  receiptsIn,
  send,
  subject,
  told,
} from '../testing/entry-stories.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';

describe('a to-do', () => {
  it('is made for each person, with its day, its bill and how urgent it is', async () => {
    const parts = fakeParts();
    const command = aTodo({ recipients: [aRecipient(), aRecipient({ userId: 'hd003' })] });
    const { recipients } = await send(parts, command);
    assert.deepEqual(
      [
        parts.todos.all(),
        parts.todos.created.map(({ id, dueAt, priority }) => [id, dueAt, priority]),
        recipients.map(({ userId, state, reason }) => [userId, state, reason]),
      ],
      [
        [`U-hd002 | ${subject} | 2026-12-02 | open`, `U-hd003 | ${subject} | 2026-12-02 | open`],
        [
          [`${command.commandId}-hd002`, evening, 'URGENT'],
          [`${command.commandId}-hd003`, evening, 'URGENT'],
        ],
        [
          ['hd002', 'DELIVERED', null],
          ['hd003', 'DELIVERED', null],
        ],
      ],
    );
  });

  it('without a date in its bill has none', async () => {
    const parts = fakeParts();
    await send(parts, aTodo({ dates: {} }));
    assert.deepEqual(parts.todos.all(), [`U-hd002 | ${subject} | - | open`]);
  });

  it('is due at the time that its bill names, when it names one', async () => {
    const parts = fakeParts();
    await send(parts, aTodo({ dates: { due: due + 60_000 } }));
    assert.deepEqual(
      parts.todos.created.map(({ dueAt }) => dueAt),
      [due + 60_000],
    );
  });

  it('is due when its bill is by now, should that have moved while the message waited', async () => {
    const parts = fakeParts();
    await happens(parts, { step: 'APPROVED', dates: { due: due + 86_400_000 } });
    await send(parts, aTask());
    assert.match(parts.todos.all()[0] ?? '', /\| 2026-12-03 \|/);
  });

  it('is due when the wording of its form says', async () => {
    const words = { ...fakeParts().tenants.get('huadong').words };
    const forms = { ...words.forms, PUR_PurchaseOrder: { due: 'delivery' } };
    const parts = fakeParts({ tenant: { words: { ...words, forms } } });
    await send(parts, aTodo({ dates: { due, delivery: due + 86_400_000 } }));
    assert.match(parts.todos.all()[0] ?? '', /\| 2026-12-03 \|/);
  });

  it('nobody can get leaves out that person alone, with the reason', async () => {
    const parts = fakeParts();
    parts.todos.faults.set('U-hd003', vendorFault('todo.taskCreate.paramError'));
    const people = inform('nobody1', 'hd003', 'alien1', 'hd002');
    const { recipients } = await send(parts, aTask({ recipients: people }));
    assert.deepEqual(
      [parts.todos.all(), recipients.map(({ state, reason }) => [state, reason])],
      [
        [`U-hd002 | ${told} | 2026-12-02 | open`],
        [
          ['DROPPED', '钉钉查无此人 / DingTalk knows no such user (60121)'],
          [
            'DROPPED',
            '钉钉拒绝了此消息 / DingTalk refused the message (todo.taskCreate.paramError)',
          ],
          [
            'DROPPED',
            '钉钉没有给出此人的 unionId / DingTalk names no union id of this person (NOTIFIER_NO_UNION_ID)',
          ],
          ['DELIVERED', null],
        ],
      ],
    );
  });

  it('for which the permission is missing is set aside, for all', async () => {
    const parts = fakeParts();
    parts.todos.faults.set('U-hd002', vendorFault('Forbidden', 'DINGTALK_SCOPE'));
    await assert.rejects(send(parts, aTodo()), { code: 'DINGTALK_SCOPE' });
    assert.deepEqual(receiptsIn(parts.told), ['hd002 PARKED']);
  });

  it('of which no answer came is made again and stays the only one', async () => {
    const parts = fakeParts();
    const fault = new HubError('DINGTALK_TIMEOUT', 'no answer', { retryable: true });
    parts.todos.lost = Object.assign(fault, { vendorCode: '', perhapsDone: true });
    await assert.rejects(send(parts, aTodo()), { code: 'DINGTALK_TIMEOUT' });
    parts.todos.lost = null;
    const { recipients } = await send(reborn(parts), aTodo());
    assert.deepEqual(
      [parts.todos.all().length, recipients[0]?.state, recipients[0]?.reason],
      [1, 'DELIVERED', null],
    );
    assert.deepEqual(
      parts.todos.created.map(({ perhapsThere }) => perhapsThere),
      [false, true],
    );
  });

  it('is not made again by a process that knows nothing but the record', async () => {
    const parts = fakeParts();
    const first = await send(parts, aTodo());
    const again = await send(reborn(parts), aTodo());
    assert.deepEqual([again, parts.todos.created.length], [first, 1]);
  });

  it('is ticked off by the decision, and only for who was to decide that', async () => {
    const parts = fakeParts();
    const other = aRecipient({ userId: 'hd003', node: 'other' });
    await send(parts, aTodo({ recipients: [aRecipient(), other] }));
    const decision: Decision = aDecision({ state: 'DONE', at: aCommand().issuedAt + 1 });
    await parts.log.take(await convergeCard(parts)(decision));
    assert.deepEqual(parts.todos.all(), [
      `U-hd002 | ${subject} | 2026-12-02 | done`,
      `U-hd003 | ${subject} | 2026-12-02 | open`,
    ]);
  });

  it('is ticked off when its bill went on in the ERP, also by a process without Redis', async () => {
    for (const next of [(parts: FakeParts) => parts, reborn]) {
      const parts = fakeParts();
      await send(parts, aTodo());
      const later = next(parts);
      const outbound = await happens(later, { step: 'APPROVED' });
      assert.deepEqual(
        [parts.todos.all(), receiptsIn(outbound)],
        [[`U-hd002 | ${subject} | 2026-12-02 | done`], []],
      );
      assert.deepEqual(await happens(later, { step: 'CLOSED' }), []);
    }
  });

  it('goes when its bill was undone, and its receipt says so', async () => {
    const parts = fakeParts();
    await send(parts, aTodo());
    const outbound = await happens(parts, { step: 'WITHDRAWN' });
    assert.deepEqual([parts.todos.all(), receiptsIn(outbound)], [[], ['hd002 RECALLED']]);
  });

  it('is worded anew and moved when its bill changed', async () => {
    const parts = fakeParts();
    await send(parts, aTask());
    const { summary } = aCommand();
    const amount = { ...summary.localAmount, currency: 'USD' } as typeof summary.localAmount;
    const changed = { ...summary, amount, counterparty: '上海' };
    const later = { step: 'APPROVED', dates: { due: due + 86_400_000 }, summary: changed } as const;
    await happens(parts, later);
    assert.deepEqual(parts.todos.all(), [
      'U-hd002 | 采购订单已审核 · CGDD000186 · 86,000.00 USD（约 86,000.00 CNY） · 上海 | 2026-12-03 | open',
    ]);
  });

  it('that stands already is worded anew by the next message, not made twice', async () => {
    const parts = fakeParts();
    await send(parts, aTask());
    const issuedAt = aCommand().issuedAt + 1_000;
    await send(parts, aTask({ eventId: 'next', step: 'OVERDUE', issuedAt }));
    assert.deepEqual(
      [parts.todos.all(), parts.todos.created.length],
      [[`U-hd002 | ${told.replace('已审核', '已逾期')} | 2026-12-02 | open`], 1],
    );
    await happens(parts, { step: 'CLOSED' });
    assert.match(parts.todos.all().join(), /done$/);
  });

  it('that was corrected meanwhile still takes the words of the message that comes late', async () => {
    const parts = fakeParts();
    await send(parts, aTask());
    await happens(parts, { step: 'APPROVED', dates: { due: due + 86_400_000 } });
    const late = aTask({ eventId: 'late', step: 'OVERDUE', issuedAt: aCommand().issuedAt + 1_000 });
    await send(parts, late);
    assert.deepEqual(parts.todos.all(), [
      `U-hd002 | ${told.replace('已审核', '已逾期')} | 2026-12-03 | open`,
    ]);
  });

  it('about something older than what stands is not made', async () => {
    const parts = fakeParts();
    await send(parts, aTask());
    const early = aTask({ eventId: 'before', issuedAt: aCommand().issuedAt - 1_000 });
    const { recipients } = await send(parts, early);
    assert.deepEqual(
      [parts.todos.created.length, recipients.map(({ state, reason }) => [state, reason])],
      [1, [['DROPPED', reasons.overtaken]]],
    );
  });

  it('is not made for a bill that was decided while the message waited', async () => {
    const parts = fakeParts();
    await happens(parts, { step: 'APPROVED' });
    const { recipients } = await send(parts, aTodo());
    assert.deepEqual([parts.todos.all(), recipients.map(({ state }) => state)], [[], ['DROPPED']]);
  });

  it('that was made while its bill was decided is ticked off at once', async () => {
    const parts = fakeParts();
    const create = parts.todos.create.bind(parts.todos);
    parts.todos.create = async (...given) => {
      const reference = await create(...given);
      await happens(parts, { step: 'APPROVED' });
      return reference;
    };
    await send(parts, aTodo());
    assert.deepEqual(parts.todos.all(), [`U-hd002 | ${subject} | 2026-12-02 | done`]);
  });

  it('that somebody has thrown away holds up nobody', async () => {
    const parts = fakeParts();
    await send(parts, aTodo({ recipients: [aRecipient(), aRecipient({ userId: 'hd003' })] }));
    parts.todos.faults.set('U-hd002', vendorFault('todo.taskUpdate.paramError'));
    await happens(parts, { step: 'APPROVED' });
    assert.match(parts.todos.all()[1] ?? '', /^U-hd003 .* done$/);
    assert.deepEqual(await parts.sentEntries.of('huadong', 'PUR_PurchaseOrder', '100186'), []);
  });

  it('stays while its bill still waits for the same person', async () => {
    const parts = fakeParts();
    await send(parts, aTodo());
    const still = { step: 'SUBMITTED', pending: [aPendingNode()], dates: { due } } as const;
    await happens(parts, { ...still, modifiedAt: aDocument().modifiedAt + 5_000 });
    assert.deepEqual(parts.todos.all(), [`U-hd002 | ${subject} | 2026-12-02 | open`]);
  });
});
