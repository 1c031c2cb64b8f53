import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Parked } from '@hub/schemas';
import { aCommand, aRecipient, FakeClock } from '@hub/testkit';
import { waitingOf } from '../bundles/put-aside.js';
import { aTenant } from '../testing/fakes.js';
import { parkedInKafka } from './parked-kafka.js';

describe('a message of a digest that is set aside', () => {
  it('stands under the key of its command, with where that is', async () => {
    const parked: Parked[] = [];
    const clock = new FakeClock();
    const park = parkedInKafka(
      {
        park: (one) => {
          parked.push(one);
          return Promise.resolve();
        },
      },
      clock,
    );
    const bill = aCommand({ channel: 'ROBOT', template: 'notice' });
    const group = aCommand({
      ...{ channel: 'GROUP', template: 'notice' },
      recipients: [aRecipient({ userId: '采购通知群', node: null })],
    });
    const refused = { fault: new HubError('DINGTALK_CONTENT', 'x'), reason: '违禁词 / forbidden' };
    const broken = { fault: new TypeError('x of undefined'), reason: '程序内部错误 / a mistake' };
    await park(waitingOf(bill, 'DIGEST', aTenant, clock.now()), refused);
    await park(waitingOf(group, 'DIGEST', aTenant, clock.now()), broken);
    assert.deepEqual(
      parked.map(({ topic, key, code, reason }) => [topic, String(key), code, reason]),
      [
        [
          'hub.command.v1',
          'huadong/PUR_PurchaseOrder/100186',
          'DINGTALK_CONTENT',
          `违禁词 / forbidden; the command of event ${bill.eventId} is in hub.command.v1 under this key`,
        ],
        [
          'hub.command.v1',
          'huadong/GROUP/采购通知群',
          'KAFKA_HANDLER_THREW',
          `x of undefined; the command of event ${group.eventId} is in hub.command.v1 under this key`,
        ],
      ],
    );
  });
});
