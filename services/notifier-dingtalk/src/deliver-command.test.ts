import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Receipt } from '@hub/schemas';
import { aCommand, aDocument, aRecipient, eventually } from '@hub/testkit';
import { closeStaleCards } from './following/close-stale-cards.js';
import { deliverCommand } from './deliver-command.js';
import { fakeParts, vendorFault } from './testing/fakes.js';

const two = [aRecipient(), aRecipient({ userId: 'hd003', name: '赵强', node: null })];

function many(count: number): ReturnType<typeof aRecipient>[] {
  return Array.from({ length: count }, (_, index) =>
    aRecipient({ userId: `u${String(index)}`, node: null }),
  );
}

describe('deliverCommand', () => {
  it('delivers one card to all recipients and says what became of it', async () => {
    const parts = fakeParts();
    parts.dingtalk.unreachable.add('hd003');
    const command = aCommand({ recipients: two });
    const [outbound] = await deliverCommand(parts)(command);
    const { recipients, number, commandId } = outbound?.value as Receipt;
    assert.deepEqual(
      [
        outbound?.topic,
        number,
        commandId,
        recipients,
        parts.dingtalk.delivered.map(({ userIds }) => userIds),
      ],
      [
        'hub.receipt.v1',
        'CGDD000186',
        command.commandId,
        [
          { userId: 'hd002', node: '5c3c9bd2af0299', state: 'DELIVERED', reason: null },
          { userId: 'hd003', node: null, state: 'DROPPED', reason: 'user left' },
        ],
        [['hd002', 'hd003']],
      ],
    );
  });

  it('sends a repeated command once and returns the same receipt', async () => {
    const parts = fakeParts();
    const first = await deliverCommand(parts)(aCommand());
    await parts.clock.advance(5_000);
    const second = await deliverCommand(parts)(aCommand());
    assert.deepEqual([second, parts.dingtalk.delivered.length], [first, 1]);
  });

  it('waits for its turn when the limit leaves no room, and sends then', async () => {
    const parts = fakeParts({ tenant: { callsPerSecond: 1 } });
    const deliver = deliverCommand(parts);
    await deliver(aCommand());
    const next = deliver(aCommand({ eventId: 'next' }));
    await eventually(() => parts.clock.sleeping === 1);
    const before = parts.dingtalk.delivered.length;
    await parts.clock.advance(1_000);
    await next;
    assert.deepEqual([before, parts.dingtalk.delivered.length], [1, 2]);
  });

  it('sends on who would wait long, with the time at which to come back', async () => {
    const parts = fakeParts();
    parts.dingtalk.fault = new HubError('DINGTALK_QUOTA', 'used up', {
      retryable: true,
      retryAfterMs: 3_600_000,
    });
    await assert.rejects(deliverCommand(parts)(aCommand()), { code: 'DINGTALK_QUOTA' });
    await assert.rejects(deliverCommand(parts)(aCommand()), {
      code: 'NOTIFIER_LIMIT',
      retryable: true,
      retryAfterMs: 3_600_000,
    });
  });

  it('keeps the limits of tenants apart', async () => {
    const parts = fakeParts({ tenant: { callsPerSecond: 1 } });
    await deliverCommand(parts)(aCommand());
    await deliverCommand(parts)(aCommand({ tenant: 'huanan', eventId: 'other' }));
    assert.deepEqual(
      [...parts.dingtalk.cards.values()].map(({ tenant }) => tenant),
      ['huadong', 'huanan'],
    );
  });

  it('stops asking when DingTalk throttles, for as long as it says', async () => {
    const parts = fakeParts();
    const deliver = deliverCommand(parts);
    parts.dingtalk.fault = new HubError('DINGTALK_QPS', 'too fast', {
      retryable: true,
      retryAfterMs: 4_000,
    });
    await assert.rejects(deliver(aCommand()), { code: 'DINGTALK_QPS' });
    const again = deliver(aCommand());
    await eventually(() => parts.clock.sleeping === 1);
    await parts.clock.advance(3_999);
    const before = parts.dingtalk.delivered.length;
    await parts.clock.advance(1);
    await again;
    assert.deepEqual([before, parts.dingtalk.delivered.length], [0, 1]);
  });

  it('gives the claim back when the call failed, so that the retry sends', async () => {
    const parts = fakeParts();
    parts.dingtalk.fault = new HubError('DINGTALK_TIMEOUT', 'no answer', { retryable: true });
    await assert.rejects(deliverCommand(parts)(aCommand()), { code: 'DINGTALK_TIMEOUT' });
    assert.equal((await deliverCommand(parts)(aCommand())).length, 2);
  });

  it('refuses a card for more people than one call can reach', async () => {
    await assert.rejects(deliverCommand(fakeParts())(aCommand({ recipients: many(101) })), {
      code: 'NOTIFIER_RECIPIENTS_MAX',
      retryable: false,
    });
  });

  it('sends robot messages to twenty at a time', async () => {
    const parts = fakeParts();
    const command = aCommand({ channel: 'ROBOT', template: 'notice', recipients: many(45) });
    const [outbound] = await deliverCommand(parts)(command);
    const { recipients } = outbound?.value as Receipt;
    assert.deepEqual(
      [
        parts.dingtalk.messages.map(({ userIds }) => userIds.length),
        recipients.length,
        recipients.every(({ state }) => state === 'ACCEPTED'),
      ],
      [[20, 20, 5], 45, true],
    );
  });

  it('does not send a card whose bill went on while the command waited', async () => {
    const parts = fakeParts();
    const command = aCommand({ recipients: two });
    const later = { observedAt: command.issuedAt + 1 };
    await closeStaleCards(parts)(aDocument({ ...later, step: 'APPROVED', pending: [] }));
    const [outbound] = await deliverCommand(parts)(command);
    const states = (outbound?.value as Receipt).recipients.map(({ state }) => state);
    const notice = await deliverCommand(parts)(
      aCommand({ template: 'notice', recipients: many(1) }),
    );
    assert.deepEqual(
      [states, parts.dingtalk.delivered.length, notice.length],
      [['DROPPED', 'DROPPED'], 1, 2],
    );
  });

  it('closes a card whose bill went on while it was on its way', async () => {
    const parts = fakeParts();
    const command = aCommand();
    const later = { observedAt: command.issuedAt + 1 };
    const deliver = parts.dingtalk.deliver.bind(parts.dingtalk);
    parts.dingtalk.deliver = async (tenant, card) => {
      await closeStaleCards(parts)(aDocument({ ...later, step: 'APPROVED', pending: [] }));
      return deliver(tenant, card);
    };
    await deliverCommand(parts)(command);
    const { status, canDecide } = parts.dingtalk.seenBy(command.commandId, 'hd002');
    assert.deepEqual([status, canDecide], ['已在金蝶处理', 'false']);
  });

  it('remembers a card with buttons even when its delivery failed', async () => {
    const parts = fakeParts();
    parts.dingtalk.fault = new Error('lost answer');
    await assert.rejects(deliverCommand(parts)(aCommand()));
    const cards = await parts.sentCards.of('huadong', 'PUR_PurchaseOrder', '100186');
    assert.deepEqual(
      cards.map(({ deciders }) => deciders),
      [{ hd002: '5c3c9bd2af0299' }],
    );
  });

  it('that is set aside half way says who was told, and tells only the others when it comes again', async () => {
    // Used to: the receipt of a message that was refused from its second call on said of everybody that he was not told.
    const parts = fakeParts();
    const send = parts.dingtalk.send.bind(parts.dingtalk);
    parts.dingtalk.send = async (...ask) => {
      const answer = await send(...ask);
      if (parts.dingtalk.messages.length === 1)
        parts.dingtalk.fault = vendorFault('60011', 'DINGTALK_SCOPE');
      return answer;
    };
    const command = aCommand({ channel: 'ROBOT', template: 'notice', recipients: many(45) });
    await assert.rejects(deliverCommand(parts)(command), { code: 'DINGTALK_SCOPE' });
    const counts = (receipt: unknown): unknown => {
      const { recipients } = receipt as Receipt;
      const groups = [...Map.groupBy(recipients, ({ state }) => state)];
      return groups.map(([state, some]) => [
        ...[state, some.length],
        some[0]?.reason?.slice(0, 6) ?? null,
      ]);
    };
    const told = parts.told.filter(({ topic }) => topic === 'hub.receipt.v1').at(-1);
    assert.deepEqual(counts(told?.value), [
      ['ACCEPTED', 20, null],
      ['PARKED', 25, '应用缺少权限'],
    ]);

    const [again] = await deliverCommand(parts)(command);
    assert.deepEqual(
      [counts(again?.value), parts.dingtalk.messages.map(({ userIds }) => userIds.length)],
      [[['ACCEPTED', 45, null]], [20, 20, 5]],
    );
  });

  it('that meets a mistake of our own is set aside with a receipt', async () => {
    // Used to: it was parked, and its receipt never came.
    const parts = fakeParts();
    parts.dingtalk.fault = new TypeError('x of undefined');
    await assert.rejects(deliverCommand(parts)(aCommand()), TypeError);
    const [receipt] = parts.told.filter(({ topic }) => topic === 'hub.receipt.v1');
    const [one] = (receipt?.value as Receipt).recipients;
    assert.deepEqual([one?.state, one?.reason?.slice(0, 6)], ['PARKED', '程序内部错误']);
  });
});
