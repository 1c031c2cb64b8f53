import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Recalled } from '@hub/dingtalk';
import type { GroupSender } from './groups-dingtalk.js';
import { DingTalkGroups } from './groups-dingtalk.js';
import type { Sender } from './cards-dingtalk.js';
import { DingTalkRobot } from './robot-dingtalk.js';

const failed = { k1: '消息不存在或已超过24小时' };
const answers: readonly (readonly [Recalled, boolean])[] = [
  [{ recalled: ['k1'], failed: {} }, true],
  // Used to: an answer that said inside that nothing was taken back passed for success, and who had read the message
  // never heard that its bill was undone.
  [{ recalled: [], failed }, false],
];

describe('a message that is to be taken back', () => {
  for (const [answer, isTaken] of answers) {
    const recall = (): Promise<Recalled> => Promise.resolve(answer);
    const robot = new DingTalkRobot({
      get: () => ({ client: { recallRobot: recall } }) as unknown as Sender,
    });
    const groups = new DingTalkGroups({
      get: () =>
        ({
          client: { recallGroup: recall },
          groups: { 采购通知群: { openConversationId: 'cid1' } },
        }) as unknown as GroupSender,
    });
    it(`is ${isTaken ? 'gone' : 'still there'} when DingTalk says so, of people and of groups`, async () => {
      const ways = [
        () => robot.recall('huadong', 'k1'),
        () => groups.recall('huadong', '采购通知群', 'k1'),
      ];
      for (const way of ways) {
        if (isTaken) await way();
        else await assert.rejects(way(), { code: 'DINGTALK_REFUSED', retryable: false });
      }
    });
  }
});
