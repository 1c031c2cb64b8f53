import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { aCard, SimulatorClient, type Answer } from '../testing/simulator-client.js';

const path = '/v1.0/card/instances/createAndDeliver';

describe('interactive cards', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    simulator.faults.clear();
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await simulator.close();
  });

  const send = async (card: object): Promise<Answer> => client.api('POST', path, card);
  const seen = async (outTrackId: string, userId = 'manager01'): Promise<Record<string, unknown>> =>
    (await client.person(userId, 'GET', `/cards/${outTrackId}`)).body;
  const components = async (outTrackId: string, userId: string): Promise<string[]> =>
    ((await seen(outTrackId, userId))['components'] as { type: string }[]).map(({ type }) => type);

  it('puts a card into the chat and shows the buttons to whom private data allows them', async () => {
    const group = client.organisation.groups[0]?.openConversationId ?? '';
    const { robotCode } = client.organisation;
    const answer = await send(
      aCard('order-1', 'manager01', {
        openSpaceId: `dtv1.card//IM_ROBOT.manager01;im_group.${group};`,
        imGroupOpenDeliverModel: { robotCode },
      }),
    );
    assert.equal(answer.status, 200);
    const { result, success } = answer.body as {
      success: boolean;
      result: {
        outTrackId: string;
        deliverResults: { spaceType: string; spaceId: string; success: boolean }[];
      };
    };
    assert.equal(success, true);
    assert.deepEqual(
      result.deliverResults.map(({ spaceId, spaceType, success: done }) => [
        spaceType,
        spaceId,
        done,
      ]),
      [
        ['IM_ROBOT', 'manager01', true],
        ['IM_GROUP', group, true],
      ],
    );
    assert.deepEqual(await components('order-1', 'manager01'), [
      'title',
      'status',
      'input',
      'buttons',
    ]);
    assert.deepEqual(await components('order-1', 'hd0001'), ['title', 'status']);
  });

  it('keeps the card of the other organisation apart although ids are the same', async () => {
    const other = new SimulatorClient(simulator, 1);
    await send(aCard('same-id', 'manager01', { cardData: { cardParamMap: { title: '华东' } } }));
    const unseen = await other.person('manager01', 'GET', '/cards/same-id');
    assert.equal(unseen.status, 404);
    await other.api(
      'POST',
      path,
      aCard('same-id', 'manager01', { cardData: { cardParamMap: { title: '华南' } } }),
    );
    assert.deepEqual((await seen('same-id'))['publicData'], { title: '华东' });
  });

  const bad = [
    { name: 'an empty body', card: {}, code: 'param.empty' },
    { name: 'no outTrackId', card: aCard('', 'manager01'), code: 'param.outTrackIdEmpty' },
    {
      name: 'an outTrackId of 101 characters',
      card: aCard('x'.repeat(101), 'manager01'),
      code: 'param.invalid',
    },
    {
      name: 'no template',
      card: aCard('bad', 'manager01', { cardTemplateId: '' }),
      code: 'param.cardTemplateIdEmpty',
    },
    {
      name: 'an unknown template',
      card: aCard('bad', 'manager01', { cardTemplateId: 'x' }),
      code: 'param.templateNotExist',
    },
    {
      name: 'no card data',
      card: aCard('bad', 'manager01', { cardData: {} }),
      code: 'param.cardPublicDataEmpty',
    },
    {
      name: 'a number among the values',
      card: aCard('bad', 'manager01', { cardData: { cardParamMap: { amount: 5 } } }),
      code: 'param.invalid',
    },
    {
      name: 'a boolean in private data',
      card: aCard('bad', 'manager01', {
        privateData: { manager01: { cardParamMap: { canDecide: true } } },
      }),
      code: 'param.invalid',
    },
    {
      name: 'no space',
      card: aCard('bad', 'manager01', { openSpaceId: '' }),
      code: 'param.openSpaceIdEmpty',
    },
    {
      name: 'a space of another shape',
      card: aCard('bad', 'manager01', { openSpaceId: 'IM_ROBOT.manager01' }),
      code: 'param.openSpaceIdInvalid',
    },
    {
      name: 'no deliver model',
      card: aCard('bad', 'manager01', { imRobotOpenDeliverModel: null }),
      code: 'param.openDeliverModelEmpty',
    },
    {
      name: 'the robot of somebody else',
      card: aCard('bad', 'manager01', {
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: 'x' },
      }),
      code: 'param.openDeliverModelError',
    },
    {
      name: 'a forbidden word',
      card: aCard('bad', 'manager01', { cardData: { cardParamMap: { note: '违禁测试词' } } }),
      code: 'param.contentUnsafe',
    },
    {
      name: 'an unknown userId',
      card: aCard('bad', 'manager01', { userId: 'nobody' }),
      code: 'param.userIdNotExist',
    },
  ];

  for (const { name, card, code } of bad) {
    it(`refuses ${name} with ${code} and creates nothing`, async () => {
      const { body, status } = await send(card);
      assert.deepEqual([status, body['code'], body['message']], [400, code, code]);
      assert.equal((await client.person('manager01', 'GET', '/cards/bad')).status, 404);
    });
  }

  it('tells inside HTTP 200 whom a card did not reach', async () => {
    simulator.faults.add({
      kind: 'deliver-failure',
      target: 'card.createAndDeliver',
      params: { spaceId: 'hd0003', errorMsg: 'system error' },
    });
    const openSpaceId = 'dtv1.card//IM_ROBOT.manager01;IM_ROBOT.hd0003;IM_ROBOT.nobody';
    const { body, status } = await send(aCard('partly', 'manager01', { openSpaceId }));
    const { deliverResults } = body['result'] as {
      deliverResults: { success: boolean; errorMsg: string }[];
    };
    assert.equal(status, 200);
    assert.deepEqual(
      deliverResults.map(({ errorMsg, success }) => [success, errorMsg]),
      [
        [true, ''],
        [false, 'system error'],
        [false, 'user not exist'],
      ],
    );
    const again = await client.api('POST', '/v1.0/card/instances/deliver', {
      outTrackId: 'partly',
      openSpaceId: 'dtv1.card//IM_ROBOT.hd0003',
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
    });
    assert.equal((again.body['result'] as { success: boolean }[])[0]?.success, true);
    assert.equal(
      client.entries('card.delivered').filter(({ outTrackId }) => outTrackId === 'partly').length,
      2,
    );
  });

  it('answers a repeat of an outTrackId in the two ways that were seen, and shows one card', async () => {
    const first = await send(aCard('again', 'manager01'));
    const changed = aCard('again', 'manager01', { cardData: { cardParamMap: { title: '别的' } } });
    const second = await send(changed);
    assert.deepEqual(second.body, first.body);
    assert.equal(
      ((await seen('again'))['publicData'] as Record<string, string>)['title'],
      '采购订单',
    );
    await client.control('PUT', '/control/settings', { repeatedOutTrackId: 'refused' });
    const third = await send(changed);
    assert.deepEqual([third.status, third.body['code']], [400, 'param.cardAlreadyExist']);
    assert.equal(
      client.entries('card.delivered').filter(({ outTrackId }) => outTrackId === 'again').length,
      1,
    );
  });

  it('replaces the whole map unless told to change by key', async () => {
    await send(
      aCard('update', 'manager01', {
        cardData: { cardParamMap: { title: '甲', status: '待审批' } },
      }),
    );
    const put = async (body: object): Promise<Answer> =>
      client.api('PUT', '/v1.0/card/instances', { outTrackId: 'update', ...body });
    const cardUpdateOptions = { updateCardDataByKey: true, updatePrivateDataByKey: true };
    await put({
      cardUpdateOptions,
      cardData: { cardParamMap: { status: '已同意' } },
      privateData: { manager01: { cardParamMap: { canDecide: 'false' } } },
    });
    const merged = await seen('update');
    assert.deepEqual(merged['publicData'], { title: '甲', status: '已同意' });
    assert.deepEqual(merged['privateData'], {
      canDecide: 'false',
      approveToken: 'yes-1',
      rejectToken: 'no-1',
    });
    simulator.faults.add({ kind: 'update-failure', target: 'card.update' });
    const failed = await put({ cardData: { cardParamMap: { status: '已撤回' } } });
    assert.deepEqual(
      [failed.status, failed.body['success'], (await seen('update'))['publicData']],
      [200, false, merged['publicData']],
    );
    const { body } = await put({
      cardData: { cardParamMap: { status: '已撤回' } },
      privateData: { manager01: { cardParamMap: { canDecide: 'false' } } },
    });
    assert.deepEqual(body, { success: true, result: true });
    const replaced = await seen('update');
    assert.deepEqual(replaced['publicData'], { status: '已撤回' });
    assert.deepEqual(replaced['privateData'], { canDecide: 'false' });
    const nothing = await put({});
    assert.equal(nothing.body['code'], 'param.cardDataAndPrivateDataBothEmpty');
    const unknown = await client.api('PUT', '/v1.0/card/instances', {
      outTrackId: 'no-such-card',
      cardData: { cardParamMap: {} },
    });
    assert.equal(unknown.body['code'], 'param.cardNotExist');
  });

  it('takes templates from the control interface and refuses unpublished ones', async () => {
    const template = `/control/organisations/${client.organisation.corpId}/card-templates/own.schema`;
    const definition = {
      name: '通知',
      published: false,
      variables: { public: ['line'], private: [] },
      components: [{ type: 'text', text: '内容：${line}' }],
    };
    await client.control('PUT', template, definition);
    const card = aCard('own', 'manager01', {
      cardTemplateId: 'own.schema',
      cardData: { cardParamMap: { line: '一' } },
    });
    assert.equal((await send(card)).body['code'], 'param.templateUnpublished');
    await client.control('PUT', template, { ...definition, published: true });
    assert.equal((await send(card)).status, 200);
    assert.deepEqual((await seen('own'))['components'], [{ type: 'text', text: '内容：一' }]);
    const wrong = { ...definition, components: [{ type: 'text', text: '${lien}' }] };
    const refused = await client.control('PUT', template, wrong);
    assert.equal(refused.status, 400);
    assert.match(refused.body['error'] as string, /declares no lien/);
  });

  it('creates and delivers in two steps', async () => {
    const created = await client.api('POST', '/v1.0/card/instances', aCard('two-steps', 'hd0003'));
    assert.deepEqual(created.body, { success: true, result: 'two-steps' });
    assert.equal(
      client.entries('card.delivered').some(({ outTrackId }) => outTrackId === 'two-steps'),
      false,
    );
    const delivered = await client.api(
      'POST',
      '/v1.0/card/instances/deliver',
      aCard('two-steps', 'hd0003'),
    );
    assert.equal((delivered.body['result'] as { success: boolean }[])[0]?.success, true);
  });
});
