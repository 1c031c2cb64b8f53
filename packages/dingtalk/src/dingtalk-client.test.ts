import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DingTalkClient } from './dingtalk-client.js';
import type { Fields } from './reply.js';
import { apiError, application, faultOf, ScriptedDingTalk } from './testing/scripted-dingtalk.js';

const deliver = '/v1.0/card/instances/createAndDeliver';
const robot = '/v1.0/robot/oToMessages/batchSend';
const card = {
  outTrackId: 'c1',
  templateId: 't1.schema',
  cardData: { title: '采购订单', amount: '86,000.00' },
  privateData: { manager01: { canDecide: 'true' } },
  userIds: ['manager01', 'manager02'],
};

describe('DingTalkClient', () => {
  let dingtalk: ScriptedDingTalk;
  let client: DingTalkClient;

  beforeEach(async () => {
    dingtalk = await ScriptedDingTalk.start();
    client = dingtalk.client();
  });
  afterEach(async () => {
    await client.close();
    await dingtalk.close();
  });

  // Used to be cut off when a tenant's file was edited: the card was created twice, a robot's message would have doubled.
  it('a call under way when the client is closed is answered, not cut off', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<undefined>();
    dingtalk.byPath({
      [deliver]: async () => {
        asked.resolve(undefined);
        await answer.promise;
        return {
          body: JSON.stringify({ success: true, result: { outTrackId: 'c1', deliverResults: [] } }),
        };
      },
    });
    const delivering = client.deliverCard(card);
    await asked.promise;
    const closing = client.close();
    answer.resolve(undefined);
    assert.equal((await delivering).length, 2);
    await closing;
    client = dingtalk.client();
  });

  it('puts one card into the chats of several people and tells whom it reached', async () => {
    const deliverResults = [
      { spaceType: 'IM_ROBOT', spaceId: 'manager01', success: true, carrierId: 'k1', errorMsg: '' },
      {
        spaceType: 'IM_ROBOT',
        spaceId: 'manager02',
        success: false,
        errorMsg: 'user not in scope',
      },
    ];
    const body = JSON.stringify({ success: true, result: { outTrackId: 'c1', deliverResults } });
    dingtalk.byPath({ [deliver]: () => ({ body }) });

    assert.deepEqual(await client.deliverCard(card), [
      { userId: 'manager01', delivered: true, reason: null },
      { userId: 'manager02', delivered: false, reason: 'user not in scope' },
    ]);
    const [sent] = dingtalk.calls(deliver);
    assert.equal(sent?.method, 'POST');
    assert.deepEqual(JSON.parse(sent.body), {
      cardTemplateId: 't1.schema',
      outTrackId: 'c1',
      callbackType: 'STREAM',
      cardData: { cardParamMap: { title: '采购订单', amount: '86,000.00' } },
      privateData: { manager01: { cardParamMap: { canDecide: 'true' } } },
      openSpaceId: 'dtv1.card//IM_ROBOT.manager01;IM_ROBOT.manager02',
      imRobotOpenSpaceModel: { supportForward: false },
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: application.robotCode },
      userIdType: 1,
    });
  });

  it('counts a card that is there already as delivered, whichever way DingTalk says so', async () => {
    const both = [
      { userId: 'manager01', delivered: true, reason: null },
      { userId: 'manager02', delivered: true, reason: null },
    ];
    const exists = apiError('param.cardAlreadyExist', 'param.cardAlreadyExist');
    dingtalk.byPath({ [deliver]: () => ({ status: 400, body: exists }) });
    assert.deepEqual(await client.deliverCard(card), both);
    const silent = '{"success":true,"result":{"outTrackId":"c1","deliverResults":[]}}';
    dingtalk.byPath({ [deliver]: () => ({ body: silent }) });
    assert.deepEqual(await client.deliverCard(card), both);
  });

  it('does not take a person for reached whom the answer leaves out', async () => {
    const body =
      '{"success":true,"result":{"deliverResults":[{"spaceId":"manager01","success":true}]}}';
    dingtalk.byPath({ [deliver]: () => ({ body }) });
    const [, second] = await client.deliverCard(card);
    assert.deepEqual(second, {
      userId: 'manager02',
      delivered: false,
      reason: 'not in the answer',
    });
  });

  it('makes a card for nobody first, once, and puts it into the chats of people one by one', async () => {
    const path = '/v1.0/card/instances';
    const results = [{ spaceId: 'manager02', success: false, errorMsg: 'user not in scope' }];
    dingtalk.byPath({
      [path]: () => ({
        status: 400,
        body: apiError('param.cardAlreadyExist', 'param.cardAlreadyExist'),
      }),
      [`${path}/deliver`]: () => ({ body: JSON.stringify({ success: true, result: results }) }),
    });
    await client.createCard(card);
    assert.deepEqual(await client.deliverCardTo('c1', ['manager02']), [
      { userId: 'manager02', delivered: false, reason: 'user not in scope' },
    ]);
    const bodies = [...dingtalk.calls(path), ...dingtalk.calls(`${path}/deliver`)].map(
      ({ body }) => JSON.parse(body) as Record<string, unknown>,
    );
    const [made, put] = bodies;
    assert.deepEqual(made, {
      cardTemplateId: 't1.schema',
      outTrackId: 'c1',
      callbackType: 'STREAM',
      cardData: { cardParamMap: { title: '采购订单', amount: '86,000.00' } },
      imRobotOpenSpaceModel: { supportForward: false },
      userIdType: 1,
    });
    assert.deepEqual(put, {
      outTrackId: 'c1',
      openSpaceId: 'dtv1.card//IM_ROBOT.manager02',
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: application.robotCode },
      userIdType: 1,
    });
  });

  it('has presses posted to an address of ours, by a key of that address', async () => {
    const path = '/v1.0/card/callbacks/register';
    dingtalk.byPath({
      [path]: () => ({ body: '{"success":true,"result":{}}' }),
      [deliver]: () => ({ body: '{"success":true,"result":{"deliverResults":[]}}' }),
    });
    const url = 'https://hub.example.com/callback/huadong/';
    const posted = dingtalk.client({ callback: { url } });
    try {
      await posted.registerCardRoute(url, 'card-secret');
      await posted.deliverCard(card);
    } finally {
      await posted.close();
    }
    const [registered] = dingtalk.calls(path).map(({ body }) => JSON.parse(body) as Fields);
    const [delivered] = dingtalk.calls(deliver).map(({ body }) => JSON.parse(body) as Fields);
    const callbackRouteKey = registered?.['callbackRouteKey'];
    assert.match(String(callbackRouteKey), /^hub-[0-9a-f]{16}$/);
    assert.deepEqual(registered, {
      callbackRouteKey,
      callbackUrl: 'https://hub.example.com/callback/huadong/card',
      apiSecret: 'card-secret',
      forceUpdate: true,
    });
    assert.deepEqual(
      [delivered?.['callbackType'], delivered?.['callbackRouteKey']],
      ['HTTP', callbackRouteKey],
    );
  });

  it('sends no card to nobody', async () => {
    assert.deepEqual(await client.deliverCard({ ...card, userIds: [] }), []);
    assert.equal(dingtalk.seen.length, 0);
  });

  it('changes variables of a card by key', async () => {
    dingtalk.byPath({ '/v1.0/card/instances': () => ({ body: '{"success":true,"result":true}' }) });
    await client.updateCard({
      outTrackId: 'c1',
      cardData: { status: '已同意' },
      privateData: { manager01: { canDecide: 'false' } },
    });
    await client.updateCard({ outTrackId: 'c1', cardData: { status: '已同意' } });
    const [first, second] = dingtalk.calls('/v1.0/card/instances');
    assert.equal(first?.method, 'PUT');
    const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true };
    const common = {
      outTrackId: 'c1',
      userIdType: 1,
      cardData: { cardParamMap: { status: '已同意' } },
      cardUpdateOptions: byKey,
    };
    assert.deepEqual(JSON.parse(first.body), {
      ...common,
      privateData: { manager01: { cardParamMap: { canDecide: 'false' } } },
    });
    assert.deepEqual(JSON.parse(second?.body ?? ''), common);
  });

  it('sends a message to twenty people a call and sorts out who did not get it', async () => {
    const userIds = Array.from({ length: 45 }, (_, index) => `u${String(index)}`);
    dingtalk.byPath({
      [robot]: ({ body }) => {
        const { userIds: people } = JSON.parse(body) as { readonly userIds: readonly string[] };
        const invalidStaffIdList = people.filter((id) => id === 'u3');
        const flowControlledStaffIdList = people.filter((id) => id === 'u44');
        return {
          body: JSON.stringify({
            processQueryKey: 'k',
            invalidStaffIdList,
            flowControlledStaffIdList,
          }),
        };
      },
    });
    const receipt = await client.sendRobot({
      userIds,
      msgKey: 'sampleText',
      msgParam: { content: '好' },
    });
    assert.deepEqual(
      receipt.accepted,
      userIds.filter((id) => id !== 'u3' && id !== 'u44'),
    );
    assert.deepEqual(receipt.invalid, ['u3']);
    assert.deepEqual(receipt.flowControlled, ['u44']);
    const sent = dingtalk
      .calls(robot)
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    assert.deepEqual(
      sent.map((body) => (body['userIds'] as unknown[]).length),
      [20, 20, 5],
    );
    assert.deepEqual(sent[2], {
      robotCode: application.robotCode,
      userIds: ['u40', 'u41', 'u42', 'u43', 'u44'],
      msgKey: 'sampleText',
      msgParam: '{"content":"好"}',
    });
  });

  it('does not repeat for the first people what failed for later ones', async () => {
    const userIds = Array.from({ length: 30 }, (_, index) => `u${String(index)}`);
    const message = { userIds, msgKey: 'sampleText', msgParam: {} };
    const throttled = apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '');
    dingtalk.byPath({
      [robot]: () =>
        dingtalk.calls(robot).length === 1
          ? { body: '{"processQueryKey":"k"}' }
          : { status: 403, body: throttled },
    });
    const receipt = await client.sendRobot(message);
    assert.deepEqual(receipt.accepted, userIds.slice(0, 20));
    assert.deepEqual(receipt.flowControlled, userIds.slice(20));

    dingtalk.byPath({ [robot]: () => ({ status: 403, body: throttled }) });
    assert.equal((await faultOf(client.sendRobot(message))).code, 'DINGTALK_QPS');
  });

  it('answers a message in its own chat, as plain text or with a title', async () => {
    dingtalk.byPath({ '/robot/sendBySession': () => ({ body: '{"errcode":0,"errmsg":"ok"}' }) });
    const webhook = `${dingtalk.url}/robot/sendBySession?session=abc`;
    await client.replySession(webhook, { text: '已同意' });
    await client.replySession(webhook, { title: '结果', text: '**已同意**' });
    const sent = dingtalk.calls('/robot/sendBySession');
    assert.deepEqual(
      sent.map(({ search, body }) => [search, JSON.parse(body) as unknown]),
      [
        ['?session=abc', { msgtype: 'text', text: { content: '已同意' } }],
        ['?session=abc', { msgtype: 'markdown', markdown: { title: '结果', text: '**已同意**' } }],
      ],
    );
    assert.equal(dingtalk.tokens, 0);
  });

  it('posts to no webhook that leads elsewhere', async () => {
    const webhooks = [
      '',
      'http://evil.example/robot',
      'https://api.dingtalk.com.evil.example/',
      'http://oapi.dingtalk.com/',
      'https://u:p@oapi.dingtalk.com/',
      'ftp://127.0.0.1/',
    ];
    for (const webhook of webhooks) {
      assert.equal(
        (await faultOf(client.replySession(webhook, { text: 'x' }))).code,
        'DINGTALK_REFUSED',
        webhook,
      );
    }
    assert.equal(dingtalk.seen.length, 0);
  });
});
