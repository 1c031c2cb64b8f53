import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Receipt, Send } from '@hub/schemas';
import { aCommand, aDocument, aRecipient } from '@hub/testkit';
import { SentChecks } from './check-sent.js';
import { deliverCommand } from '../deliver-command.js';
import { recallUndone } from '../following/recall-undone.js';
import { reasonOfCode, reasons } from '../domain/reasons.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';

const recipients = ['a', 'b', 'c'].map((userId) => aRecipient({ userId, node: null }));
const command = aCommand({ channel: 'WORK', template: 'notice', recipients });
const log = { warn: () => undefined };

async function sent(silent: Readonly<Record<string, string>>): Promise<FakeParts> {
  const parts = fakeParts();
  for (const [userId, reason] of Object.entries(silent)) parts.dingtalk.silent.set(userId, reason);
  await parts.log.take(await deliverCommand(parts)(command));
  return parts;
}

const statesOf = (parts: FakeParts): readonly (readonly string[])[] =>
  parts.told
    .filter(({ topic }) => topic === 'hub.receipt.v1')
    .flatMap(({ value }) =>
      (value as Receipt).recipients.map(({ userId, state }) => [userId, state]),
    );

describe('what became of a work notification', () => {
  it('is asked for after its time, and then no more', async () => {
    const parts = await sent({});
    const checks = new SentChecks(parts, log, 1_000);
    await parts.clock.advance(59_999);
    await checks.round();
    const before = parts.told.length;
    await parts.clock.advance(2);
    await checks.round();
    const after = parts.told.length;
    await checks.round();
    assert.deepEqual(
      [before, after, parts.told.length, statesOf(parts)],
      [
        0,
        2,
        2,
        [
          ['a', 'DELIVERED'],
          ['b', 'DELIVERED'],
          ['c', 'DELIVERED'],
        ],
      ],
    );
  });

  it('whom a limit cut off without a word is told the same by the robot', async () => {
    const parts = await sent({ b: reasonOfCode('143105') ?? '' });
    await parts.clock.advance(60_001);
    await new SentChecks(parts, log, 1_000).round();
    const [first, second] = parts.dingtalk.messages;
    assert.deepEqual(
      [second?.userIds, second?.text === first?.text, parts.dingtalk.messages.length],
      [['b'], true, 2],
    );
    assert.deepEqual(statesOf(parts), [
      ['a', 'DELIVERED'],
      ['b', 'DROPPED'],
      ['c', 'DELIVERED'],
      ['b', 'ACCEPTED'],
    ]);
  });

  it('whom no way reaches is not tried again', async () => {
    const parts = await sent({ a: reasons.invalid, b: reasonOfCode('1430004') ?? '' });
    await parts.clock.advance(60_001);
    await new SentChecks(parts, log, 1_000).round();
    assert.equal(parts.dingtalk.messages.length, 1);
  });

  it('a repeat that DingTalk knew for one had arrived the first time', async () => {
    const parts = await sent({ a: reasonOfCode('143106') ?? '' });
    const [row] = [...parts.log.rows.values()];
    assert.ok(row !== undefined);
    const doubted: Send = { ...row, parts: row.parts.map((part) => ({ ...part, doubts: 1 })) };
    await parts.log.write(doubted);
    await parts.clock.advance(60_001);
    await new SentChecks(parts, log, 1_000).round();
    assert.deepEqual([statesOf(parts)[0], parts.dingtalk.messages.length], [['a', 'DELIVERED'], 1]);
  });

  it('that DingTalk refuses to tell for good is asked for once', async () => {
    // Used to: it was asked for every five seconds for 23 hours, each time for a call of the month.
    const parts = await sent({});
    let asked = 0;
    parts.dingtalk.result = () => {
      asked += 1;
      return Promise.reject(vendorFault('40035'));
    };
    await parts.clock.advance(60_001);
    const checks = new SentChecks(parts, log, 1_000);
    for (let round = 0; round < 3; round += 1) await checks.round();
    assert.deepEqual([asked, statesOf(parts), parts.log.unchecked(Infinity)], [1, [], []]);
  });

  it('that was taken back while DingTalk was asked stays taken back, and nobody is told instead', async () => {
    // Used to: the receipt said DELIVERED after it had said RECALLED, and the robot told of a bill that was withdrawn.
    const parts = await sent({ b: reasonOfCode('143105') ?? '' });
    const result = parts.dingtalk.result.bind(parts.dingtalk);
    parts.dingtalk.result = async (...ask) => {
      const answer = await result(...ask);
      const { form, documentId, tenant } = command;
      const undone = { form, documentId, tenant, step: 'WITHDRAWN', backfill: false } as const;
      const document = aDocument({ ...undone, observedAt: parts.clock.now() });
      await parts.log.take(await recallUndone(parts, parts.tenants.get(tenant), document));
      return answer;
    };
    await parts.clock.advance(60_001);
    await new SentChecks(parts, log, 1_000).round();
    const [row] = [...parts.log.rows.values()];
    assert.deepEqual(
      [
        row?.parts[0]?.recipients.map(({ state }) => state),
        parts.told,
        parts.dingtalk.messages.length,
      ],
      [['RECALLED', 'RECALLED', 'RECALLED'], [], 1],
    );
  });

  it('that is not to be had now is asked for again', async () => {
    const parts = await sent({});
    const result = parts.dingtalk.result.bind(parts.dingtalk);
    parts.dingtalk.result = () => {
      parts.dingtalk.result = result;
      return Promise.reject(new HubError('DINGTALK_BUSY', 'busy', { retryable: true }));
    };
    await parts.clock.advance(60_001);
    const checks = new SentChecks(parts, log, 1_000);
    for (let round = 0; round < 2; round += 1) await checks.round();
    assert.equal(statesOf(parts).length, 3);
  });

  it('of what the law wants in time is asked for although the rest of the month is kept', async () => {
    // Used to: nothing was asked for in such a month, so whom a limit cut off never heard of his tax filing.
    const parts = fakeParts();
    parts.dingtalk.silent.set('b', reasonOfCode('143105') ?? '');
    for (const form of ['TAX_FILING', 'AP_Payable'])
      await parts.log.take(await deliverCommand(parts)({ ...command, form, commandId: form }));
    await parts.clock.advance(60_001);
    const budget: FakeParts['budget'] = {
      treatment: (_, essential) => Promise.resolve(essential ? 'SEND' : 'DEFER'),
      count: () => undefined,
    };
    await new SentChecks({ ...parts, budget }, log, 1_000).round();
    assert.deepEqual(
      [parts.dingtalk.messages.map(({ userIds }) => userIds), parts.log.unchecked(Infinity).length],
      [[['a', 'b', 'c'], ['a', 'b', 'c'], ['b']], 1],
    );
  });
});
