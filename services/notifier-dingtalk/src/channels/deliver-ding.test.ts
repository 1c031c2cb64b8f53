import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outbound } from '@hub/core';
import type { Command, Receipt } from '@hub/schemas';
import { aCommand, aDocument, aRecipient } from '@hub/testkit';
import { closeStaleCards } from '../following/close-stale-cards.js';
import { deliverCommand } from '../deliver-command.js';
import { reasons } from '../domain/reasons.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';

const recipients = ['hd002', 'hd003'].map((userId) => aRecipient({ userId, node: null }));
const aDing = (over: Partial<Command> = {}): Command =>
  aCommand({ channel: 'DING', template: 'notice', recipients, ...over });

async function send(parts: FakeParts, command: Command): Promise<readonly Outbound[]> {
  const outbound = await deliverCommand(parts)(command);
  await parts.log.take(outbound);
  return outbound;
}

const receiptsIn = (outbound: readonly Outbound[]): readonly Receipt[] =>
  outbound.filter(({ topic }) => topic === 'hub.receipt.v1').map(({ value }) => value as Receipt);
const statesOf = (receipt: Receipt | undefined): readonly string[] | undefined =>
  receipt?.recipients.map(({ userId, state, reason }) => [userId, state, reason ?? ''].join(' '));

describe('a DING', () => {
  it('says it in one sentence to all, once', async () => {
    const parts = fakeParts();
    const first = await send(parts, aDing());
    const again = await send(parts, aDing());
    assert.deepEqual(
      [
        parts.dings.messages.map(({ userIds, text }) => [userIds, text]),
        statesOf(receiptsIn(first)[0]),
        receiptsIn(again),
      ],
      [
        [[['hd002', 'hd003'], '采购订单审批中 CGDD000186 86,000.00 CNY']],
        ['hd002 ACCEPTED ', 'hd003 ACCEPTED '],
        receiptsIn(first),
      ],
    );
  });

  it('that is not urgent wakes nobody: the rule is wrong, and named', async () => {
    const parts = fakeParts();
    await assert.rejects(send(parts, aDing({ priority: 'NORMAL' })), {
      code: 'NOTIFIER_DING_NOT_URGENT',
      retryable: false,
      message: /write priority: URGENT into the rule \(large-orders\)/,
    });
    assert.deepEqual([parts.dings.messages, statesOf(receiptsIn(parts.told)[0])?.length], [[], 2]);
  });

  it('when none are left of the month is said by the robot, and the receipts tell', async () => {
    const parts = fakeParts();
    parts.dings.fault = vendorFault('ding.serverquota.insufficient', 'DINGTALK_DING_QUOTA');
    const outbound = await send(parts, aDing());
    const [own, instead] = receiptsIn(outbound);
    assert.deepEqual(
      [own?.channel, statesOf(own), instead?.channel, statesOf(instead)],
      [
        'DING',
        [`hd002 DROPPED ${reasons.dingsSpent}`, `hd003 DROPPED ${reasons.dingsSpent}`],
        'ROBOT',
        ['hd002 ACCEPTED ', 'hd003 ACCEPTED '],
      ],
    );
    const again = await send(parts, aDing());
    assert.deepEqual(
      [parts.dingtalk.messages.length, statesOf(receiptsIn(again)[0])],
      [1, statesOf(own)],
    );
  });

  it('is not asked for again for hours once there are none left, and then it is', async () => {
    const parts = fakeParts();
    parts.dings.fault = vendorFault('ding.serverquota.insufficient', 'DINGTALK_DING_QUOTA');
    await send(parts, aDing());
    await send(parts, aDing({ eventId: 'two' }));
    const before = [parts.dings.messages.length, parts.dingtalk.messages.length];
    await parts.clock.advance(6 * 3_600_000);
    await send(parts, aDing({ eventId: 'three' }));
    assert.deepEqual(
      [before, parts.dings.messages.length, parts.dingtalk.messages.length],
      [[0, 2], 1, 2],
    );
  });

  it('nobody of whom is known leaves out each with the reason', async () => {
    const parts = fakeParts();
    parts.dings.strangers.add('hd003');
    const [receipt] = receiptsIn(await send(parts, aDing()));
    assert.deepEqual(
      statesOf(receipt)?.map((text) => text.slice(0, 14)),
      ['hd002 ACCEPTED', 'hd003 DROPPED '],
    );
  });

  it('of a bill that is withdrawn is taken back, and who confirmed it is told', async () => {
    const parts = fakeParts();
    await send(parts, aDing());
    parts.dings.read.add('hd003');
    const observedAt = parts.clock.now() + 1_000;
    const document = aDocument({ step: 'WITHDRAWN', pending: [], observedAt });
    const outbound = await closeStaleCards(parts)(document);
    const command = outbound.find(({ topic }) => topic === 'hub.command.v1')?.value as Command;
    assert.deepEqual(
      [
        parts.dings.recalled,
        statesOf(receiptsIn(outbound)[0]),
        [command.channel, command.recipients.map(({ userId }) => userId)],
      ],
      [['m1'], ['hd002 RECALLED ', 'hd003 RECALLED read'], ['ROBOT', ['hd003']]],
    );
  });
});
