import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError, type Outbound } from '@hub/core';
import type { Command, Receipt, Send } from '@hub/schemas';
import { aCommand, aRecipient, aSummary } from '@hub/testkit';
import { deliverCommand } from '../deliver-command.js';
import { fitsWebhook, withKeyword, type MarkdownWords } from '../domain/channel-words.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';

const ours = '采购通知群';
const custom = '管理层';
const to = (group: string, over: Partial<Command> = {}): Command =>
  aCommand({
    channel: 'GROUP',
    template: 'notice',
    recipients: [aRecipient({ userId: group, name: group, node: null })],
    ...over,
  });

const receiptIn = (outbound: readonly Outbound[]): Receipt =>
  outbound.find(({ topic }) => topic === 'hub.receipt.v1')?.value as Receipt;

async function deliver(parts: FakeParts, command: Command): Promise<readonly Outbound[]> {
  const outbound = await deliverCommand(parts)(command);
  await parts.log.take(outbound);
  return outbound;
}

describe('a message to a group', () => {
  it('of our robot is on record with the name by which it is taken back', async () => {
    const parts = fakeParts();
    const outbound = await deliver(parts, to(ours));
    const { recipients, channel } = receiptIn(outbound);
    const send = outbound.find(({ topic }) => topic === 'hub.send.v1')?.value as Send;
    assert.deepEqual(
      [channel, recipients, send.parts[0]?.reference, parts.dingtalk.messages[0]?.userIds],
      ['GROUP', [{ userId: ours, node: null, state: 'ACCEPTED', reason: null }], 'm1', [ours]],
    );
  });

  it('of a custom robot holds the keyword that its group wants, once', async () => {
    const parts = fakeParts();
    await deliver(parts, to(custom));
    const note = aSummary({ note: '已在金蝶登记' });
    await deliver(parts, to(custom, { eventId: 'other', commandId: 'other', summary: note }));
    const times = parts.dingtalk.messages.map(({ text }) => text.split('金蝶').length - 1);
    assert.deepEqual(times, [1, 1]);
    assert.match(parts.dingtalk.messages[0]?.text ?? '', /\n\n金蝶$/);
  });

  it('of a custom robot fits with its keyword, however much the bill says', () => {
    const words = (length: number): MarkdownWords => ({
      title: '付款申请',
      text: '字'.repeat(length),
      button: null,
    });
    const most = Array.from({ length: 7_000 }, (_, length) => length).findLast((length) =>
      fitsWebhook(withKeyword(words(length), '金蝶')),
    );
    const body = { msgtype: 'markdown', markdown: withKeyword(words(most ?? 0), '金蝶') };
    const bytes = Buffer.byteLength(JSON.stringify(body));
    assert.ok(bytes > 19_500 && bytes <= 20_000, String(bytes));
  });

  it('cannot be decided from, also where the rule says so by mistake', async () => {
    const parts = fakeParts();
    await deliver(parts, to(ours, { template: 'approval' }));
    assert.equal(parts.dingtalk.delivered.length, 0);
    assert.doesNotMatch(JSON.stringify(parts.dingtalk.messages), /同意|拒绝|capability/);
  });

  it('that no tenant file names is parked, with the remedy', async () => {
    const parts = fakeParts();
    const told = deliver(parts, to('财务群'));
    await assert.rejects(told, {
      code: 'NOTIFIER_GROUP_UNKNOWN',
      message:
        /no group "财务群" under groups: \(there is 采购通知群, 管理层\); add it, then replay/,
    });
    assert.equal(receiptIn(parts.told).recipients[0]?.state, 'PARKED');
  });

  it('in doubt: a custom robot repeats it unseen, ours says that it may be double', async () => {
    for (const [group, reason] of [
      [custom, null],
      [ours, /may have arrived twice/],
    ] as const) {
      const parts = fakeParts();
      parts.dingtalk.lost = true;
      await assert.rejects(deliver(parts, to(group)), { code: 'DINGTALK_TIMEOUT' });
      parts.dingtalk.lost = false;
      const [delivery] = receiptIn(await deliver(parts, to(group))).recipients;
      if (reason === null) assert.equal(delivery?.reason, null);
      else assert.match(delivery?.reason ?? '', reason);
    }
  });

  it('waits ten minutes when the robot is held, and is not tried before', async () => {
    const parts = fakeParts();
    const wait = { retryable: true, retryAfterMs: 600_000 };
    parts.dingtalk.fault = new HubError('DINGTALK_ROBOT_RATE', 'held', wait);
    await assert.rejects(deliver(parts, to(custom)), { code: 'DINGTALK_ROBOT_RATE' });
    await parts.clock.advance(300_000);
    await assert.rejects(deliver(parts, to(custom)), {
      code: 'NOTIFIER_LIMIT',
      retryAfterMs: 300_000,
    });
    assert.equal(parts.dingtalk.messages.length, 0);
    await parts.clock.advance(300_000);
    await deliver(parts, to(custom));
    assert.equal(parts.dingtalk.messages.length, 1);
  });

  it('is one of twenty a minute of its robot; the next is told when there is room', async () => {
    const parts = fakeParts();
    const next = (index: number): Command =>
      to(custom, { eventId: `e${String(index)}`, commandId: `c${String(index)}` });
    for (let index = 0; index < 20; index += 1) await deliver(parts, next(index));
    await assert.rejects(deliver(parts, next(20)), {
      code: 'NOTIFIER_LIMIT',
      retryAfterMs: 60_000,
    });
    await deliver(parts, to(ours));
    await parts.clock.advance(60_000);
    await deliver(parts, next(20));
    assert.equal(parts.dingtalk.messages.length, 22);
  });
});
