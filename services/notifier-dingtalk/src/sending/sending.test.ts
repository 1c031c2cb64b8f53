import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Command, Delivery, Receipt } from '@hub/schemas';
import { createClaims } from '@hub/redis';
import { aCommand, aRecipient } from '@hub/testkit';
import { deliverCommand } from '../deliver-command.js';
import { reasons } from '../domain/reasons.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';

const people = (count: number): ReturnType<typeof aRecipient>[] =>
  Array.from({ length: count }, (_, index) =>
    aRecipient({ userId: `u${String(index)}`, node: null }),
  );

const aMessage = (count: number): Command =>
  aCommand({ channel: 'ROBOT', template: 'notice', recipients: people(count) });

/** The next life of the process: what it knew is gone, Redis too; the send log is a topic and stays. */
function reborn(parts: FakeParts): FakeParts {
  const claims = createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock: parts.clock });
  return { ...parts, claims };
}

async function recipientsOf(parts: FakeParts, command: Command): Promise<readonly Delivery[]> {
  const outbound = await deliverCommand(parts)(command);
  await parts.log.take(outbound);
  return (outbound[0]?.value as Receipt).recipients;
}

const told = ({ dingtalk }: FakeParts): readonly (readonly string[])[] =>
  dingtalk.messages.map(({ userIds }) => userIds);

describe('the record of what is sent', () => {
  it('a message whose sending is on record is not sent again after a restart without Redis', async () => {
    const parts = fakeParts();
    const first = await recipientsOf(parts, aMessage(25));
    const second = await recipientsOf(reborn(parts), aMessage(25));
    assert.deepEqual([second, told(parts).length], [first, 2]);
  });

  it('a message that may have arrived is sent once more, and its receipt says so', async () => {
    const parts = fakeParts();
    parts.dingtalk.lost = true;
    await assert.rejects(deliverCommand(parts)(aMessage(1)), { code: 'DINGTALK_TIMEOUT' });
    parts.dingtalk.lost = false;
    const recipients = await recipientsOf(reborn(parts), aMessage(1));
    assert.deepEqual(
      [told(parts), recipients],
      [
        [['u0'], ['u0']],
        [{ userId: 'u0', node: null, state: 'ACCEPTED', reason: reasons.doubled }],
      ],
    );
  });

  it('a message that twice got no answer is not sent a third time', async () => {
    const parts = fakeParts();
    parts.dingtalk.lost = true;
    await assert.rejects(deliverCommand(parts)(aMessage(1)), { code: 'DINGTALK_TIMEOUT' });
    await assert.rejects(deliverCommand(reborn(parts))(aMessage(1)), { code: 'DINGTALK_TIMEOUT' });
    const recipients = await recipientsOf(reborn(parts), aMessage(1));
    assert.deepEqual(
      [told(parts).length, recipients],
      [2, [{ userId: 'u0', node: null, state: 'UNKNOWN', reason: reasons.doubtful }]],
    );
  });

  it('a message in doubt is not sent again before DingTalk answers, however long that takes', async () => {
    const parts = fakeParts();
    parts.dingtalk.lost = true;
    await assert.rejects(deliverCommand(parts)(aMessage(1)), { code: 'DINGTALK_TIMEOUT' });
    parts.dingtalk.away = true;
    for (let attempt = 0; attempt < 3; attempt += 1)
      await assert.rejects(deliverCommand(reborn(parts))(aMessage(1)), {
        code: 'DINGTALK_TIMEOUT',
      });
    const before = told(parts).length;
    parts.dingtalk.away = false;
    parts.dingtalk.lost = false;
    const [recipient] = await recipientsOf(reborn(parts), aMessage(1));
    assert.deepEqual(
      [before, told(parts).length, recipient?.state, recipient?.reason],
      [1, 2, 'ACCEPTED', reasons.doubled],
    );
  });

  it('a message that was refused for now leaves no doubt, however often', async () => {
    const parts = fakeParts();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      parts.dingtalk.fault = vendorBusy();
      await assert.rejects(deliverCommand(reborn(parts))(aMessage(1)), { code: 'DINGTALK_BUSY' });
    }
    const recipients = await recipientsOf(reborn(parts), aMessage(1));
    assert.deepEqual(
      [told(parts).length, recipients[0]?.state, recipients[0]?.reason],
      [1, 'ACCEPTED', null],
    );
  });

  it('a card in doubt is sent again under its id as often as it takes', async () => {
    const parts = fakeParts();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      parts.dingtalk.fault = new Error('reset');
      await assert.rejects(deliverCommand(reborn(parts))(aCommand()));
    }
    const [recipient] = await recipientsOf(reborn(parts), aCommand());
    assert.deepEqual([recipient?.state, recipient?.reason], ['DELIVERED', null]);
  });

  it('after a fault in the middle only the people of that call are in doubt', async () => {
    const parts = fakeParts();
    const send = parts.dingtalk.send.bind(parts.dingtalk);
    parts.dingtalk.send = (tenant, userIds, message) => {
      parts.dingtalk.lost = parts.dingtalk.messages.length === 1;
      return send(tenant, userIds, message);
    };
    await assert.rejects(deliverCommand(parts)(aMessage(45)), { code: 'DINGTALK_TIMEOUT' });
    const recipients = await recipientsOf(reborn(parts), aMessage(45));
    assert.deepEqual(
      [
        told(parts).map(({ length }) => length),
        recipients.filter(({ reason }) => reason === reasons.doubled).map(({ userId }) => userId),
        recipients.filter(({ state }) => state === 'ACCEPTED').length,
      ],
      [
        [20, 20, 20, 5],
        people(45)
          .slice(20, 40)
          .map(({ userId }) => userId),
        45,
      ],
    );
  });
});

describe('what DingTalk refuses', () => {
  it('for the sake of one person is told to all others', async () => {
    const parts = fakeParts({ tenant: { callsPerSecond: 100 } });
    parts.dingtalk.strangers.add('u7');
    const recipients = await recipientsOf(parts, aMessage(30));
    const dropped = recipients.filter(({ state }) => state !== 'ACCEPTED');
    assert.deepEqual(
      [recipients.length, dropped.map(({ userId, state }) => [userId, state])],
      [30, [['u7', 'DROPPED']]],
    );
    assert.deepEqual(
      told(parts).flat().toSorted(),
      people(30)
        .map(({ userId }) => userId)
        .filter((userId) => userId !== 'u7')
        .toSorted(),
    );
  });

  const table = [
    ['param.templateUnpublished', '卡片模板未发布 / the card template is not published'],
    ['param.contentUnsafe', '内容含违禁词 / the content holds forbidden words'],
    [
      'invalidParameter.msgParam.tooLong',
      '消息过长或格式不对 / the message is too long or malformed',
    ],
  ] as const;
  for (const [code, reason] of table) {
    it(`as a whole with ${code} is set aside, and the receipt says why in two languages`, async () => {
      const parts = fakeParts();
      parts.dingtalk.fault = vendorFault(code);
      await assert.rejects(deliverCommand(parts)(aCommand()), { code: 'DINGTALK_REFUSED' });
      const [receipt] = parts.told.map(({ value }) => value as Receipt);
      assert.deepEqual(receipt?.recipients, [
        {
          userId: 'hd002',
          node: aRecipient().node,
          state: 'PARKED',
          reason: `${reason} (${code})`,
        },
      ]);
    });
  }

  it('for 72 hours is set aside then', async () => {
    const parts = fakeParts();
    const command = aCommand();
    const attempt = async (): Promise<unknown> => {
      parts.dingtalk.fault = vendorBusy();
      return deliverCommand(parts)(command).catch((error: unknown) => error);
    };
    await parts.clock.advance(command.issuedAt + 72 * 3_600_000 - 1 - parts.clock.now());
    const before = await attempt();
    await parts.clock.advance(1);
    const after = await attempt();
    assert.ok(before instanceof HubError && after instanceof HubError);
    assert.deepEqual(
      [before.code, before.retryable, after.code, after.retryable, parts.told.length],
      ['DINGTALK_BUSY', true, 'NOTIFIER_GIVEN_UP', false, 1],
    );
  });

  it('a channel of a later version is set aside rather than sent as something else', async () => {
    await assert.rejects(deliverCommand(fakeParts())(aCommand({ channel: 'UNKNOWN' })), {
      code: 'NOTIFIER_CHANNEL_UNKNOWN',
      retryable: false,
    });
  });
});

function vendorBusy(): HubError {
  const fault = new HubError('DINGTALK_BUSY', 'busy', { retryable: true });
  return Object.assign(fault, { vendorCode: 'systemBusy', perhapsDone: false });
}
