import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outbound } from '@hub/core';
import type { Command, Document, Receipt } from '@hub/schemas';
import { aCommand, aDocument, aRecipient } from '@hub/testkit';
import { closeStaleCards } from './close-stale-cards.js';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';

const recipients = ['hd002', 'hd003'].map((userId) => aRecipient({ userId, node: null }));
const notice = (over: Partial<Command> = {}): Command =>
  aCommand({ channel: 'ROBOT', template: 'notice', recipients, ...over });

async function send(parts: FakeParts, command = notice()): Promise<readonly Outbound[]> {
  const outbound = await deliverCommand(parts)(command);
  await parts.log.take(outbound);
  return outbound;
}

async function undo(parts: FakeParts, over: Partial<Document> = {}): Promise<readonly Outbound[]> {
  const observedAt = parts.clock.now() + 1_000;
  const document = aDocument({ step: 'WITHDRAWN', pending: [], observedAt, ...over });
  const outbound = await closeStaleCards(parts)(document);
  await parts.log.take(outbound);
  return outbound;
}

const valuesOf = (outbound: readonly Outbound[], topic: string): readonly object[] =>
  outbound.filter((each) => each.topic === topic).map(({ value }) => value);

describe('a bill that is taken back', () => {
  it('takes the messages about it back, once', async () => {
    const parts = fakeParts();
    await send(parts);
    const outbound = await undo(parts);
    const [receipt] = valuesOf(outbound, 'hub.receipt.v1') as Receipt[];
    const again = await undo(parts, { step: 'DELETED' });
    assert.deepEqual(
      [
        parts.dingtalk.recalled,
        receipt?.recipients.map(({ userId, state }) => [userId, state]),
        valuesOf(outbound, 'hub.command.v1').length,
        again,
      ],
      [
        ['m1'],
        [
          ['hd002', 'RECALLED'],
          ['hd003', 'RECALLED'],
        ],
        0,
        [],
      ],
    );
  });

  it('tells whoever had read the message that it is no longer so', async () => {
    const parts = fakeParts();
    await send(parts);
    parts.dingtalk.read.add('hd003');
    const [correction] = valuesOf(await undo(parts), 'hub.command.v1') as Command[];
    assert.deepEqual(
      [
        correction?.channel,
        correction?.template,
        correction?.step,
        correction?.recipients.map(({ userId }) => userId),
      ],
      ['ROBOT', 'notice', 'WITHDRAWN', ['hd003']],
    );
  });

  it('corrects what DingTalk does not take back any more', async () => {
    const parts = fakeParts();
    await send(parts);
    parts.dingtalk.fault = vendorFault('invalidParameter.processQueryKeys');
    const outbound = await undo(parts);
    const [correction] = valuesOf(outbound, 'hub.command.v1') as Command[];
    assert.deepEqual(
      [correction?.recipients.length, valuesOf(outbound, 'hub.receipt.v1')],
      [2, []],
    );
  });

  const toGroup = (group: string): Command =>
    notice({
      ...{ channel: 'GROUP', commandId: group },
      recipients: [aRecipient({ userId: group, name: group, node: null })],
    });
  const correctionsIn = (outbound: readonly Outbound[]): unknown[] =>
    (valuesOf(outbound, 'hub.command.v1') as Command[]).map(({ channel, recipients: told }) => [
      channel,
      ...told.map(({ userId }) => userId),
    ]);

  it('is taken out of a group, which is told besides when somebody has read it', async () => {
    for (const [read, told] of [
      [false, []],
      [true, [['GROUP', '采购通知群']]],
    ] as const) {
      const parts = fakeParts();
      await send(parts, toGroup('采购通知群'));
      if (read) parts.dingtalk.read.add('采购通知群');
      const outbound = await undo(parts);
      const [receipt] = valuesOf(outbound, 'hub.receipt.v1') as Receipt[];
      assert.deepEqual(
        [parts.dingtalk.recalled, receipt?.recipients[0]?.state, correctionsIn(outbound)],
        [['m1'], 'RECALLED', told],
      );
    }
  });

  it('stays in a group of a custom robot, which is told of the undoing once', async () => {
    const parts = fakeParts();
    await send(parts, toGroup('管理层'));
    const first = await undo(parts);
    const again = await undo(parts, { step: 'DELETED' });
    const [receipt] = valuesOf(first, 'hub.receipt.v1') as Receipt[];
    assert.deepEqual(
      [correctionsIn(first), correctionsIn(again), parts.dingtalk.recalled],
      [[['GROUP', '管理层']], [], []],
    );
    assert.match(receipt?.recipients[0]?.reason ?? '', /the group was told of the undoing/);
  });

  it('leaves a message that is a day old, and one that tells of the undoing itself', async () => {
    const parts = fakeParts();
    await send(parts);
    await send(parts, notice({ eventId: 'other', step: 'WITHDRAWN' }));
    await parts.clock.advance(24 * 3_600_000);
    await undo(parts);
    assert.deepEqual(parts.dingtalk.recalled, []);
  });

  it('a message that still waits for its turn is not sent at all', async () => {
    const parts = fakeParts();
    const command = notice();
    await undo(parts, { observedAt: command.issuedAt + 1 });
    const [receipt] = valuesOf(await send(parts, command), 'hub.receipt.v1') as Receipt[];
    assert.deepEqual(
      [parts.dingtalk.messages, receipt?.recipients.map(({ state }) => state)],
      [[], ['DROPPED', 'DROPPED']],
    );
  });
});
