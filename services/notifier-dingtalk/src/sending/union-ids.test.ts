import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLimiter } from '@hub/redis';
import { FakeClock } from '@hub/testkit';
import { aTenant } from '../testing/fakes.js';
import { fakePeople } from '../testing/fake-entries.js';
import { Turns } from './turns.js';
import { UnionIds } from './union-ids.js';

function rig(knownMax?: number): { unionIds: UnionIds; asked: string[]; counted: () => number } {
  const clock = new FakeClock();
  const asked: string[] = [];
  let counted = 0;
  const turns = new Turns(createLimiter(null, { clock }), clock, {
    treatment: () => Promise.resolve('SEND'),
    count: () => {
      counted += 1;
    },
  });
  const people: typeof fakePeople = {
    unionId: (tenant, userId) => {
      asked.push(`${tenant} ${userId}`);
      return fakePeople.unionId(tenant, userId);
    },
  };
  return { unionIds: new UnionIds(people, turns, knownMax), asked, counted: () => counted };
}

describe('union ids', () => {
  it('are asked for once for each tenant and person, and cost nothing of the month', async () => {
    const { unionIds, asked, counted } = rig();
    const other = { ...aTenant, id: 'huanan' };
    for (const tenant of [aTenant, other, aTenant, other])
      assert.equal(await unionIds.of(tenant, 'hd002', 'NORMAL'), 'U-hd002');
    assert.deepEqual([asked, counted()], [['huadong hd002', 'huanan hd002'], 0]);
  });

  it('are forgotten when there are too many, the oldest first', async () => {
    const { unionIds, asked } = rig(2);
    for (const userId of ['a', 'b', 'c', 'b', 'a']) await unionIds.of(aTenant, userId, 'NORMAL');
    assert.deepEqual(asked, ['huadong a', 'huadong b', 'huadong c', 'huadong a']);
  });

  it('that are not named are a fault of that person, and asked for again', async () => {
    const { unionIds, asked } = rig();
    for (const userId of ['alien', 'alien', 'nobody']) {
      const code = userId === 'alien' ? 'NOTIFIER_NO_UNION_ID' : 'DINGTALK_USER';
      await assert.rejects(unionIds.of(aTenant, userId, 'NORMAL'), { code, retryable: false });
    }
    assert.equal(asked.length, 3);
  });
});
