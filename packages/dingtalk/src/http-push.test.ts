import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { answerCardPush, answerRobotPush, type PushRequest } from './http-push.js';
import type { CardCallback, RobotMessage } from './stream-messages.js';

const corpId = 'ding1';
const [cardSecret, appSecret] = ['canary-card-secret', 'canary-app-secret'];
const hmac = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64');

const press = {
  type: 'actionCallback',
  outTrackId: 'c1',
  corpId,
  userId: 'manager01',
  content: JSON.stringify({ cardPrivateData: { actionIds: ['a'], params: { action: 'approve' } } }),
};
const message = {
  conversationType: '1',
  msgId: 'm1',
  createAt: 5,
  senderStaffId: 'manager01',
  senderCorpId: corpId,
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=abc',
  msgtype: 'text',
  text: { content: ' 同意 ' },
};

/** What comes by HTTP, and what becomes of it. */
class Rig {
  readonly clock = { now: (): number => Date.UTC(2026, 10, 2, 1) };
  readonly logged: string[] = [];
  readonly pressed: CardCallback[] = [];
  readonly said: RobotMessage[] = [];
  fault: Error | null = null;

  get parts(): Parameters<typeof answerCardPush>[0] & Parameters<typeof answerRobotPush>[0] {
    const log = (_: object, text: string): void => void this.logged.push(text);
    return {
      ...{ corpId, cardSecrets: ['canary-new', cardSecret], appSecret, clock: this.clock },
      log: { info: log, warn: log, error: log },
      onCard: async (callback) => {
        if (this.fault !== null) throw this.fault;
        this.pressed.push(callback);
        return Promise.resolve({ userPrivateData: { status: '处理中' } });
      },
      onMessage: async (said) => {
        if (this.fault !== null) throw this.fault;
        this.said.push(said);
        return Promise.resolve();
      },
    };
  }

  press(body: object = press, secret = cardSecret, ageMs = 0): PushRequest {
    const timestamp = String(this.clock.now() - ageMs);
    const headers = {
      'x-ddpaas-signature-timestamp': timestamp,
      'x-ddpaas-signature': hmac(secret, timestamp),
    };
    return { headers, body: JSON.stringify(body) };
  }

  message(body: object = message, secret = appSecret, ageMs = 0): PushRequest {
    const timestamp = String(this.clock.now() - ageMs);
    return {
      headers: { timestamp, sign: hmac(secret, `${timestamp}\n${secret}`) },
      body: JSON.stringify(body),
    };
  }
}

describe('what DingTalk posts', () => {
  it('a press is answered with what the card shows then', async () => {
    const rig = new Rig();
    const { status, body } = await answerCardPush(rig.parts, rig.press());
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), {
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
      userPrivateData: { cardParamMap: { status: '处理中' } },
    });
    assert.deepEqual(rig.pressed, [
      {
        ...{ corpId, userId: 'manager01', outTrackId: 'c1' },
        actionIds: ['a'],
        params: { action: 'approve' },
      },
    ]);
  });

  it('a message is taken, and answered without words', async () => {
    const rig = new Rig();
    const { status, body } = await answerRobotPush(rig.parts, rig.message());
    assert.deepEqual([status, JSON.parse(body)], [200, { msgtype: 'empty' }]);
    assert.deepEqual(
      rig.said.map(({ msgId, text, senderStaffId }) => [msgId, text, senderStaffId]),
      [['m1', '同意', 'manager01']],
    );
  });

  const strangers: readonly (readonly [string, (rig: Rig) => PushRequest])[] = [
    [
      'without a signature',
      () => ({ headers: {}, body: JSON.stringify({ ...press, ...message }) }),
    ],
    ['signed by somebody else', (rig) => rig.press(press, 'other')],
    ['signed by somebody else, as a message', (rig) => rig.message(message, 'other')],
    ['of six minutes ago', (rig) => rig.press(press, cardSecret, 360_000)],
    ['of in six minutes', (rig) => rig.message(message, appSecret, -360_000)],
    [
      'with a time that is none',
      () => ({
        headers: {
          'x-ddpaas-signature-timestamp': 'soon',
          'x-ddpaas-signature': hmac(cardSecret, 'soon'),
          timestamp: 'soon',
          sign: hmac(appSecret, `soon\n${appSecret}`),
        },
        body: '{}',
      }),
    ],
    [
      'with everything twice',
      () => ({ headers: { timestamp: ['1', '1'], sign: ['a', 'a'] }, body: '{}' }),
    ],
  ];
  for (const [name, request] of strangers) {
    it(`${name} is refused with 403 and goes no further`, async () => {
      const rig = new Rig();
      const answers = [
        await answerCardPush(rig.parts, request(rig)),
        await answerRobotPush(rig.parts, request(rig)),
      ];
      assert.deepEqual(
        answers.map(({ status, body }) => [status, body]),
        [
          [403, '{}'],
          [403, '{}'],
        ],
      );
      assert.deepEqual([rig.pressed, rig.said], [[], []]);
      assert.doesNotMatch(rig.logged.join('\n'), /canary/);
    });
  }

  it('of another organisation, or as garbage, is taken and forgotten', async () => {
    const rig = new Rig();
    const foreign = [
      await answerCardPush(rig.parts, rig.press({ ...press, corpId: 'ding2' })),
      await answerCardPush(rig.parts, { ...rig.press(), body: 'garbage' }),
      await answerRobotPush(rig.parts, rig.message({ ...message, senderCorpId: 'ding2' })),
      await answerRobotPush(rig.parts, { ...rig.message(), body: '[]' }),
    ];
    assert.deepEqual(
      foreign.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.deepEqual([rig.pressed, rig.said], [[], []]);
  });

  it('that is not safe yet is answered 503, so that nobody believes it was taken', async () => {
    const rig = new Rig();
    rig.fault = new HubError('KAFKA_DOWN', 'no broker');
    const answers = [
      await answerCardPush(rig.parts, rig.press()),
      await answerRobotPush(rig.parts, rig.message()),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 503],
    );
  });
});
