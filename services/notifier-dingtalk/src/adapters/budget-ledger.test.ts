import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLimiter, createQuotaLedger } from '@hub/redis';
import type { Receipt, Waiting } from '@hub/schemas';
import { aCommand, aRecipient } from '@hub/testkit';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts } from '../testing/fakes.js';
import { Turns } from '../sending/turns.js';
import { LedgerBudget } from './budget-ledger.js';

const quota = { organisation: 'ding1', monthlyCalls: 1_000 };
const notice = aCommand({
  ...{ channel: 'ROBOT', template: 'notice', priority: 'NORMAL' },
  recipients: [aRecipient({ node: null })],
});

/** A month in which so many calls were counted already. */
function after(calls: number): ReturnType<typeof fakeParts> {
  const parts = fakeParts({ tenant: { quota } });
  const ledger = createQuotaLedger(null, { clock: parts.clock });
  ledger.count({ organisation: quota.organisation, timeZone: 'Asia/Shanghai' }, 'api', {
    calls,
    essential: false,
  });
  return { ...parts, budget: new LedgerBudget(ledger, parts.clock) };
}

describe('the calls of a month', () => {
  it('while there are enough, everything is sent', async () => {
    const parts = after(10);
    await deliverCommand(parts)(notice);
    assert.equal(parts.dingtalk.messages.length, 1);
  });

  it('once the rest is needed for approvals, a notice waits for a digest and says so', async () => {
    const parts = after(995);
    const [receipt, waiting] = await deliverCommand(parts)(notice);
    const [one] = (receipt?.value as Receipt).recipients;
    assert.deepEqual(
      [one?.state, waiting?.topic, (waiting?.value as Waiting).bundling],
      ['WAITING', 'hub.waiting.v1', 'DIGEST'],
    );
    assert.match(one?.reason ?? '', /汇总发送 \/ waits for the digest of 2026-/);
    assert.equal(parts.dingtalk.messages.length, 0);
  });

  it('a notice that had its turn too late waits too: others used up what there was', async () => {
    const parts = fakeParts({ tenant: { quota } });
    const treatments = ['SEND', 'DEFER'] as const;
    let asked = 0;
    const budget = {
      treatment: () => Promise.resolve(treatments[Math.min(1, asked++)] ?? 'DEFER'),
      count: () => undefined,
    };
    const turns = new Turns(createLimiter(null, { clock: parts.clock }), parts.clock, budget);
    const [, waiting] = await deliverCommand({ ...parts, budget, turns })(notice);
    assert.deepEqual(
      [asked, waiting?.topic, parts.dingtalk.messages.length],
      [2, 'hub.waiting.v1', 0],
    );
  });

  it('more than can wait at once waits where it is', async () => {
    const parts = after(995);
    parts.waiting.isFull = true;
    await assert.rejects(deliverCommand(parts)(notice), {
      code: 'NOTIFIER_SPARED',
      retryable: true,
      retryAfterMs: 1_800_000,
    });
  });

  it('an approval is sent all the same, and what the law wants in time too', async () => {
    const parts = after(995);
    const [approval] = await deliverCommand(parts)(aCommand());
    await deliverCommand(parts)({ ...notice, form: 'TAX_FILING', commandId: 'tax' });
    assert.deepEqual(
      [
        (approval?.value as Receipt).recipients.map(({ state }) => state),
        parts.dingtalk.messages.length,
      ],
      [['DELIVERED'], 1],
    );
  });

  it('of an organisation without a known quota are not spared', async () => {
    const parts = { ...after(995), tenants: fakeParts().tenants };
    await deliverCommand(parts)(notice);
    assert.equal(parts.dingtalk.messages.length, 1);
  });
});
