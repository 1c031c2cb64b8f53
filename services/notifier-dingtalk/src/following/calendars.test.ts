import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Receipt } from '@hub/schemas';
import { aCommand } from '@hub/testkit';
import { aDay, due, happens, inform, reborn, send, told } from '../testing/entry-stories.js';
import { fakeParts } from '../testing/fakes.js';

describe('a day in a calendar', () => {
  it('stands there for its date, moves with it, and goes when the bill is closed', async () => {
    const parts = fakeParts();
    await send(parts, aDay());
    assert.deepEqual(parts.calendars.all(), [`U-hd002 | ${told} | 2026-12-02 | open`]);
    await happens(parts, { step: 'APPROVED', dates: { due: due + 2 * 86_400_000 } });
    assert.deepEqual(parts.calendars.all(), [`U-hd002 | ${told} | 2026-12-04 | open`]);
    // The double keeps what is done; DingTalk's calendar is told to take it away.
    const observedAt = aCommand().issuedAt + 120_000;
    await happens(parts, { step: 'CLOSED', observedAt });
    assert.match(parts.calendars.all().join(), /done$/);
  });

  it('moves at once when its bill moved while it was made', async () => {
    const parts = fakeParts();
    const create = parts.calendars.create.bind(parts.calendars);
    parts.calendars.create = async (...given) => {
      const reference = await create(...given);
      await happens(parts, { step: 'APPROVED', dates: { due: due + 86_400_000 } });
      return reference;
    };
    await send(parts, aDay());
    assert.deepEqual(parts.calendars.all(), [`U-hd002 | ${told} | 2026-12-03 | open`]);
  });

  it('cannot be made of a document without a date, and the reason says what to do', async () => {
    const parts = fakeParts();
    await assert.rejects(send(parts, aDay({ dates: { created: due } })), {
      code: 'NOTIFIER_NO_DATE',
      message:
        'PUR_PurchaseOrder CGDD000186 has no date "due" to put into a calendar (it has created); name one of them as due under forms.PUR_PurchaseOrder in the tenant\'s templates, or take another channel',
    });
    const [parked] = parts.told.map(({ value }) => (value as Receipt).recipients[0]?.reason);
    assert.match(parked ?? '', /^单据没有可放入日历的日期，.* \/ .*; name one as due/);
  });

  it('of somebody who had his hundred today waits, and the others do not', async () => {
    const parts = fakeParts();
    const full = new HubError('DINGTALK_DAY_LIMIT', 'flowLimit', {
      retryable: true,
      retryAfterMs: 3_600_000,
    });
    parts.calendars.faults.set('U-hd002', full);
    const command = aDay({ recipients: inform('hd002', 'hd003') });
    await assert.rejects(send(parts, command), { code: 'DINGTALK_DAY_LIMIT', retryable: true });
    assert.deepEqual(parts.calendars.all(), [`U-hd003 | ${told} | 2026-12-02 | open`]);
    const { recipients } = await send(reborn(parts), command);
    assert.deepEqual(
      [parts.calendars.all().length, recipients.map(({ state }) => state)],
      [2, ['DELIVERED', 'DELIVERED']],
    );
  });
});
