import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command, Receipt, Send } from '@hub/schemas';
import { aCommand, aDocument, aRecipient } from '@hub/testkit';
import { closeStaleCards } from './close-stale-cards.js';
import { waitingOf } from '../bundles/put-aside.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';
import { tellBundles } from '../bundles/tell-bundles.js';

const notice = aCommand({
  ...{ channel: 'ROBOT', template: 'notice', priority: 'NORMAL', step: 'APPROVED' },
  recipients: ['a', 'b'].map((userId) => aRecipient({ userId, node: null })),
});
const undone = aDocument({
  ...{ form: notice.form, documentId: notice.documentId, step: 'WITHDRAWN' },
  ...{ pending: [], observedAt: notice.issuedAt + 60_000 },
});

async function waits(): Promise<FakeParts> {
  const parts = fakeParts();
  parts.clock.jump(notice.issuedAt - parts.clock.now());
  const tenant = parts.tenants.get('huadong');
  await parts.waiting.write([waitingOf(notice, 'MERGE', tenant, parts.clock.now())]);
  return parts;
}

describe('a message that waits about a bill that is undone', () => {
  it('is dropped, and its receipt says why', async () => {
    const parts = await waits();
    await closeStaleCards(parts)(undone);
    const [receipt] = parts.told.flatMap(({ topic, value }) =>
      topic === 'hub.receipt.v1' ? [value as Receipt] : [],
    );
    assert.deepEqual(
      [receipt?.commandId, receipt?.recipients.map(({ state }) => state), parts.waiting.rows.size],
      [notice.commandId, ['DROPPED', 'DROPPED'], 0],
    );
  });

  it('that is being told is waited for', async () => {
    const parts = await waits();
    const [one] = [...parts.waiting.rows.values()];
    if (one !== undefined) await parts.waiting.write([{ ...one, round: 'begun' }]);
    const fault = { code: 'NOTIFIER_IN_FLIGHT', retryable: true };
    await assert.rejects(async () => closeStaleCards(parts)(undone), fault);
  });

  it('and was told already with others stays, and whoever got it is told of the undoing, once', async () => {
    const parts = await waits();
    await parts.clock.advance(60_000);
    await tellBundles(parts, parts.tenants.get('huadong'));
    assert.equal(parts.dingtalk.messages.length, 1);
    const later = { ...undone, observedAt: parts.clock.now() + 1_000 };
    const outbound = await closeStaleCards(parts)(later);
    const corrections = outbound.flatMap(({ topic, value }) =>
      topic === 'hub.command.v1' ? [value as Command] : [],
    );
    assert.deepEqual(
      corrections.map(({ step, recipients }) => [step, recipients.map(({ userId }) => userId)]),
      [['WITHDRAWN', ['a', 'b']]],
    );
    assert.deepEqual(parts.dingtalk.recalled, []);
    await parts.log.take(outbound);
    const again = await closeStaleCards(parts)({ ...later, observedAt: later.observedAt + 1 });
    assert.deepEqual(
      again.filter(({ topic }) => topic === 'hub.command.v1'),
      [],
    );
    const sends = outbound.flatMap(({ topic, value }) =>
      topic === 'hub.send.v1' ? [value as Send] : [],
    );
    assert.equal(sends.length, 1);
  });
});
