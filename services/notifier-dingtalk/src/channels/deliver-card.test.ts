import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Command, Delivery, Receipt } from '@hub/schemas';
import { createClaims } from '@hub/redis';
import { aCommand, aRecipient } from '@hub/testkit';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';

const aCard = (...userIds: readonly string[]): Command =>
  aCommand({ channel: 'CARD', recipients: userIds.map((userId) => aRecipient({ userId })) });

/** The next life of the process: Redis is gone too; the send log is a topic and stays. */
function reborn(parts: FakeParts): FakeParts {
  const claims = createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock: parts.clock });
  return { ...parts, claims };
}

async function recipientsOf(parts: FakeParts, command: Command): Promise<readonly Delivery[]> {
  const [receipt] = await deliverCommand(parts)(command);
  return (receipt?.value as Receipt).recipients;
}

const statesOf = (deliveries: readonly Delivery[]): Record<string, string> =>
  Object.fromEntries(deliveries.map(({ userId, state }) => [userId, state]));

describe('a card that DingTalk refuses for the sake of one person', () => {
  // The whole command used to be parked: nobody was told because one of them had left.
  it('goes to all others with their buttons, and the receipt says why not to him', async () => {
    const parts = fakeParts();
    parts.dingtalk.strangers.add('u2');
    const command = aCard('u1', 'u2', 'u3');
    const recipients = await recipientsOf(parts, command);
    assert.deepEqual(statesOf(recipients), { u1: 'DELIVERED', u2: 'DROPPED', u3: 'DELIVERED' });
    assert.equal(
      recipients.find(({ userId }) => userId === 'u2')?.reason,
      '钉钉查无此人 / DingTalk knows no such user (param.userIdNotExist)',
    );
    assert.deepEqual(parts.dingtalk.deliveredTo, [
      [command.commandId, 'u3'],
      [command.commandId, 'u1'],
    ]);
    for (const userId of ['u1', 'u3']) {
      const { canDecide, approveToken } = parts.dingtalk.seenBy(command.commandId, userId);
      assert.deepEqual([canDecide, approveToken === ''], ['true', false]);
    }
    assert.equal((await parts.sentCards.of('huadong', command.form, command.documentId)).length, 1);
  });

  it('is no card at all when he is the only one', async () => {
    const parts = fakeParts();
    parts.dingtalk.strangers.add('u1');
    const recipients = await recipientsOf(parts, aCard('u1'));
    assert.deepEqual([statesOf(recipients), parts.dingtalk.cards.size], [{ u1: 'DROPPED' }, 0]);
  });

  it('comes to nobody twice when the process dies in between', async () => {
    const parts = fakeParts();
    parts.dingtalk.strangers.add('u2');
    const command = aCard('u1', 'u2', 'u3');
    parts.dingtalk.cut.add('u1');
    await assert.rejects(deliverCommand(parts)(command));
    // To the call for all DingTalk would say now that there is this card already, and nobody knew in whose chats.
    parts.dingtalk.strangers.clear();
    const recipients = await recipientsOf(reborn(parts), command);
    assert.deepEqual(parts.dingtalk.delivered, []);
    assert.deepEqual(
      parts.dingtalk.deliveredTo.map(([, userId]) => userId),
      ['u3', 'u1'],
    );
    assert.deepEqual(statesOf(recipients), { u1: 'DELIVERED', u2: 'DROPPED', u3: 'DELIVERED' });
  });
});

describe('an address that DingTalk bans', () => {
  it('makes no further call for five minutes, whoever asks; then everything goes out', async () => {
    const parts = fakeParts();
    const [first, second] = [aCard('u1'), { ...aCard('u2'), commandId: 'another' }];
    const minutes = 5 * 60_000;
    parts.dingtalk.fault = new HubError('DINGTALK_IP_BANNED', 'a page of HTML', {
      retryable: true,
      retryAfterMs: minutes,
    });
    await assert.rejects(deliverCommand(parts)(first), {
      code: 'DINGTALK_IP_BANNED',
      retryAfterMs: minutes,
    });
    await parts.clock.advance(minutes - 10_000);
    await assert.rejects(deliverCommand(parts)({ ...second, tenant: 'huanan' }), {
      code: 'NOTIFIER_LIMIT',
      retryable: true,
    });
    assert.deepEqual(parts.dingtalk.delivered, []);
    await parts.clock.advance(10_000);
    const states = [await recipientsOf(parts, first), await recipientsOf(parts, second)];
    assert.deepEqual(states.map(statesOf), [{ u1: 'DELIVERED' }, { u2: 'DELIVERED' }]);
  });
});
