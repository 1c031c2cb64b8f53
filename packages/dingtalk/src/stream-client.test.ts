import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { CardCallback, CardResponse, RobotMessage, StreamEvent } from './stream-messages.js';
import { application } from './testing/scripted-dingtalk.js';
import { ScriptedGateway } from './testing/scripted-gateway.js';

const cardTopic = '/v1.0/card/instances/callback';
const robotTopic = '/v1.0/im/bot/messages/get';
const pressed = {
  cardPrivateData: { actionIds: ['approve'], params: { action: 'approve', token: 't1', n: 1 } },
};
const press = {
  extension: '{}',
  corpId: application.corpId,
  spaceType: 'im',
  userIdType: 1,
  type: 'actionCallback',
  userId: 'manager01',
  outTrackId: 'c1',
  content: JSON.stringify(pressed),
  value: JSON.stringify(pressed),
};
const message = {
  conversationId: 'cid1',
  conversationType: '2',
  msgId: 'msg1',
  createAt: 1_690_362_102_194,
  senderId: '$:LWCP',
  senderStaffId: 'manager01',
  senderCorpId: application.corpId,
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=abc',
  msgtype: 'text',
  text: { content: ' 同意 ' },
};

describe('StreamClient', () => {
  let gateway: ScriptedGateway;

  beforeEach(async () => {
    gateway = await ScriptedGateway.start();
  });
  afterEach(() => gateway.close());

  it('asks for a gateway, connects with the ticket and says that it is connected', async () => {
    const client = gateway.client();
    assert.equal(client.connected, false);
    await client.start();
    assert.equal(client.connected, true);
    assert.deepEqual(gateway.subscriptions, {
      clientId: application.appKey,
      clientSecret: application.appSecret,
      subscriptions: [
        { type: 'CALLBACK', topic: robotTopic },
        { type: 'CALLBACK', topic: cardTopic },
      ],
      ua: 'kingdee-dingtalk-hub',
    });
    await client.close();
    assert.equal(client.connected, false);
  });

  it('keeps as many connections as it is told to', async () => {
    await gateway.client({ connections: 3 }).start();
    assert.equal(gateway.sockets.length, 3);
  });

  it('acknowledges a press only when it is safe, with what the card shows then', async () => {
    const seen: CardCallback[] = [];
    const safe = Promise.withResolvers<CardResponse>();
    await gateway.client({ onCard: (callback) => (seen.push(callback), safe.promise) }).start();
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    gateway.push('SYSTEM', 'ping', { opaque: 'o1' }, { id: 'ping1' });

    // The ping behind the press is answered, the press is not yet.
    const echo = await gateway.answerTo('ping1');
    assert.equal(echo.data, '{"opaque":"o1"}');
    assert.deepEqual(
      gateway.answers.map(({ headers }) => headers.messageId),
      ['ping1'],
    );
    assert.deepEqual(seen, [
      {
        corpId: application.corpId,
        userId: 'manager01',
        outTrackId: 'c1',
        actionIds: ['approve'],
        params: { action: 'approve', token: 't1', n: '1' },
      },
    ]);

    safe.resolve({ cardData: { status: '处理中' }, userPrivateData: { canDecide: 'false' } });
    const answer = await gateway.answerTo('p1');
    assert.equal(answer.code, 200);
    assert.equal(answer.headers.contentType, 'application/json');
    assert.deepEqual(JSON.parse(answer.data), {
      response: {
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        cardData: { cardParamMap: { status: '处理中' } },
        userPrivateData: { cardParamMap: { canDecide: 'false' } },
      },
    });
  });

  it('acknowledges nothing that failed, so that it comes again', async () => {
    const onCard = (): Promise<never> => Promise.reject(new HubError('KAFKA_DOWN', 'no broker'));
    const onMessage = (): never => {
      throw new TypeError('a mistake');
    };
    const onEvent = (): Promise<never> => Promise.reject(new Error('no broker'));
    await gateway.client({ onCard, onMessage, onEvent }).start();
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    gateway.push('CALLBACK', robotTopic, message, { id: 'r1' });
    gateway.push('EVENT', '*', { userId: ['u'] }, { id: 'e1', headers: { eventId: 'ev1' } });
    // An event is put off in words, which DingTalk has for events only.
    assert.deepEqual(JSON.parse((await gateway.answerTo('e1')).data), {
      status: 'LATER',
      message: '',
    });
    assert.equal(gateway.answers.length, 1);
    assert.equal(gateway.logged.filter((line) => line.includes('not acknowledged')).length, 3);
  });

  it('says in the log when a press was answered too late to be seen', async () => {
    let monotonic = 0;
    const onCard = (): Promise<CardResponse> => {
      monotonic += 2_001;
      return Promise.resolve({});
    };
    const clock = {
      now: () => 0,
      monotonic: () => monotonic,
      sleep: () => new Promise<void>(() => undefined),
    };
    const client = gateway.client({ onCard, clock });
    await client.start();
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    assert.deepEqual(JSON.parse((await gateway.answerTo('p1')).data), { response: {} });
    assert.match(gateway.logged.join('\n'), /too late for the person to see it .*"tookMs":2001/);
  });

  it('hands over what people wrote, trimmed, of every kind that has words', async () => {
    const seen: RobotMessage[] = [];
    await gateway.client({ onMessage: async (said) => void seen.push(said) }).start();
    const richText = [{ text: '同' }, { downloadCode: 'd', type: 'picture' }, { text: '意' }];
    const kinds = [
      message,
      {
        ...message,
        msgId: 'msg2',
        conversationType: '1',
        msgtype: 'richText',
        text: undefined,
        content: { richText },
      },
      {
        ...message,
        msgId: 'msg3',
        msgtype: 'audio',
        text: undefined,
        content: { recognition: '同意。' },
      },
      {
        ...message,
        msgId: 'msg4',
        msgtype: 'picture',
        text: undefined,
        content: { downloadCode: 'd' },
      },
    ];
    for (const [index, kind] of kinds.entries())
      gateway.push('CALLBACK', robotTopic, kind, { id: `r${String(index)}` });
    assert.deepEqual(JSON.parse((await gateway.answerTo('r3')).data), { response: null });
    assert.deepEqual(
      seen.map(({ msgId, conversationType, text }) => [msgId, conversationType, text]),
      [
        ['msg1', '2', '同意'],
        ['msg2', '1', '同意'],
        ['msg3', '2', '同意。'],
        ['msg4', '2', ''],
      ],
    );
    assert.deepEqual(seen[0], {
      msgId: 'msg1',
      conversationType: '2',
      senderStaffId: 'manager01',
      senderCorpId: application.corpId,
      text: '同意',
      sessionWebhook: message.sessionWebhook,
      createAt: 1_690_362_102_194,
    });
  });

  it('turns strangers and notices away, acknowledged so that they do not come again', async () => {
    const called: string[] = [];
    await gateway
      .client({
        onCard: async () => (called.push('card'), {}),
        onMessage: async () => void called.push('message'),
      })
      .start();
    gateway.push('CALLBACK', cardTopic, { ...press, corpId: 'dingother' }, { id: 'p1' });
    gateway.push('CALLBACK', cardTopic, { ...press, outTrackId: undefined }, { id: 'p2' });
    gateway.push('CALLBACK', robotTopic, { ...message, senderStaffId: undefined }, { id: 'r1' });
    gateway.push('CALLBACK', robotTopic, { ...message, senderCorpId: 'dingother' }, { id: 'r2' });
    gateway.push('CALLBACK', robotTopic, { errorCode: 20001, errorMessage: 'quota' }, { id: 'r3' });
    for (const id of ['p1', 'p2', 'r1', 'r2', 'r3'])
      assert.equal((await gateway.answerTo(id)).code, 200, id);
    assert.deepEqual(called, []);
    assert.match(gateway.logged.join('\n'), /used up .*DINGTALK_QUOTA/);
  });

  it('subscribes to events when somebody wants them, and hands them over with their own id', async () => {
    const seen: StreamEvent[] = [];
    await gateway.client({ onEvent: async (event) => void seen.push(event) }).start();
    assert.match(JSON.stringify(gateway.subscriptions), /"type":"EVENT","topic":"\*"/);
    const headers = {
      eventId: 'ev1',
      eventType: 'user_leave_org',
      eventCorpId: application.corpId,
      eventBornTime: 5,
    };
    gateway.push('EVENT', '*', { userId: ['manager01'] }, { id: 'e1', headers });
    assert.deepEqual(JSON.parse((await gateway.answerTo('e1')).data), {
      status: 'SUCCESS',
      message: '',
    });
    assert.deepEqual(seen, [
      {
        eventId: 'ev1',
        eventType: 'user_leave_org',
        corpId: application.corpId,
        data: { userId: ['manager01'] },
      },
    ]);
  });

  it('answers 404 to a topic nobody handles and bears what is no frame', async () => {
    await gateway.client().start();
    const [socket] = gateway.sockets;
    for (const garbage of [
      '',
      'garbage',
      '[]',
      '{}',
      '{"type":"CALLBACK"}',
      '{"type":"X","headers":{}}',
    ])
      socket?.send(garbage);
    socket?.send(Buffer.from([1, 2, 3]));
    gateway.push('SYSTEM', 'KEEPALIVE', {}, { id: 'k1' });
    gateway.push('CALLBACK', '/v1.0/unknown', {}, { id: 'x1' });
    assert.equal((await gateway.answerTo('x1')).code, 404);
    assert.equal(gateway.answers.length, 1);
    assert.equal(gateway.sockets.length, 1);
  });
});
