import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { aCard, SimulatorClient, type Answer } from '../testing/simulator-client.js';

const path = '/v1.0/card/instances/createAndDeliver';
const streamingPath = '/v1.0/card/streaming';

interface Chat {
  readonly conversationId: string;
  readonly kind: string;
  readonly title: string;
  readonly messages: readonly { card?: { outTrackId: string } }[];
  readonly top: readonly { outTrackId: string }[];
}

describe('where cards appear and how their text grows', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let group: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
    group = client.organisation.groups[0]?.openConversationId ?? '';
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await simulator.close();
  });

  const chats = async (userId: string): Promise<readonly Chat[]> =>
    (await client.person(userId, 'GET', '/inbox')).body['conversations'] as Chat[];
  const cardsIn = async (userId: string, conversationId: string): Promise<unknown[]> =>
    ((await chats(userId)).find((chat) => chat.conversationId === conversationId)?.messages ?? [])
      .map(({ card }) => card?.outTrackId)
      .filter((id) => id !== undefined);
  const onTop = async (userId: string): Promise<unknown[]> =>
    ((await chats(userId)).find((chat) => chat.conversationId === group)?.top ?? []).map(
      ({ outTrackId }) => outTrackId,
    );

  it('puts a card between two people, seen by them and nobody else', async () => {
    const said = { text: '这张单据请看一下', toUserId: 'hd0003' };
    const { body } = await client.person('manager01', 'POST', '/messages', said);
    const conversationId = body['conversationId'] as string;
    const single = aCard('single-1', 'manager01', {
      openSpaceId: `dtv1.card//im_single.${conversationId}`,
      imSingleOpenDeliverModel: {},
    });
    assert.equal((await client.api('POST', path, single)).status, 200);
    for (const userId of ['manager01', 'hd0003']) {
      assert.deepEqual(await cardsIn(userId, conversationId), ['single-1']);
    }
    assert.equal((await client.person('hd0003', 'GET', '/cards/single-1')).status, 200);
    const titles = await Promise.all(
      ['manager01', 'hd0003'].map(
        async (userId) => (await chats(userId)).find(({ kind }) => kind === 'single')?.title,
      ),
    );
    assert.deepEqual(titles, ['陈国强', '王芳']);
    assert.equal(
      (await chats('hd0001')).some(({ kind }) => kind === 'single'),
      false,
    );
  });

  it('pins a card on top of a group for whom the model names, until its time', async () => {
    const top = aCard('top-1', 'manager01', {
      openSpaceId: `dtv1.card//ONE_BOX.${group}`,
      topOpenDeliverModel: {
        userIds: ['manager01'],
        expiredTimeMillis: simulator.clock.now() + 60_000,
      },
    });
    assert.equal((await client.api('POST', path, top)).status, 200);
    assert.deepEqual([await onTop('manager01'), await onTop('hd0001')], [['top-1'], []]);
    assert.deepEqual(await cardsIn('manager01', group), []);
    simulator.clock.shift(60_001);
    assert.deepEqual(await onTop('manager01'), []);
  });

  it('shows a card in a group to its recipients only', async () => {
    const { robotCode } = client.organisation;
    const some = aCard('some-1', 'manager01', {
      openSpaceId: `dtv1.card//IM_GROUP.${group}`,
      imGroupOpenDeliverModel: { robotCode, recipients: ['hd0003'] },
    });
    await client.api('POST', path, some);
    const seen = await Promise.all(['hd0003', 'hd0001'].map((userId) => cardsIn(userId, group)));
    assert.deepEqual(seen, [['some-1'], []]);
  });

  it('refuses a template that was taken back, and keeps the cards there are', async () => {
    await client.api('POST', path, aCard('before', 'manager01'));
    const { corpId } = client.organisation;
    const published = `/control/organisations/${corpId}/card-templates/approval.schema/published`;
    await client.control('PUT', published, { published: false });
    const refused = await client.api('POST', path, aCard('after', 'manager01'));
    assert.equal(refused.body['code'], 'param.templateUnpublished');
    const update = { outTrackId: 'before', cardData: { cardParamMap: { title: '仍可更新' } } };
    assert.equal((await client.api('PUT', '/v1.0/card/instances', update)).status, 200);
    await client.control('PUT', published, { published: true });
    assert.equal((await client.api('POST', path, aCard('after', 'manager01'))).status, 200);
  });

  it('holds the limits of sizes that are set', async () => {
    const send = async (outTrackId: string, cardParamMap: object): Promise<unknown> => {
      const card = aCard(outTrackId, 'manager01', { cardData: { cardParamMap } });
      return (await client.api('POST', path, card)).body['code'];
    };
    assert.equal(await send('size-1', { ['k'.repeat(101)]: '' }), 'param.invalid');
    assert.equal(await send('size-2', { title: '金'.repeat(400) }), undefined);
    simulator.settings.cardValueBytesMax = 1024;
    assert.equal(await send('size-3', { title: '金'.repeat(342) }), 'param.invalid');
    assert.equal(await send('size-4', { title: '金'.repeat(341) }), undefined);
    simulator.settings.cardDataBytesMax = 40;
    assert.equal(await send('size-5', { title: 'x'.repeat(40) }), 'param.invalid');
  });

  it('grows a text piece by piece, a guid once, and says how it stands', async () => {
    await client.api('POST', path, aCard('ai-1', 'manager01'));
    const stream = async (guid: string, content: string, more: object = {}): Promise<Answer> => {
      const body = { outTrackId: 'ai-1', guid, key: 'detail', content, ...more };
      return client.api('PUT', streamingPath, body);
    };
    const shown = async (): Promise<unknown[]> => {
      const { body } = await client.person('manager01', 'GET', '/cards/ai-1');
      const { detail, flowStatus, title } = body['publicData'] as Record<string, string>;
      return [title, detail, flowStatus];
    };
    const first = await stream('g1', '库存');
    assert.deepEqual(first.body, { success: true, result: true });
    await stream('g2', '不足');
    await stream('g2', '不足');
    assert.deepEqual(await shown(), ['采购订单', '库存不足', '2']);
    await stream('g3', '**库存充足**', { isFull: true, isFinalize: true });
    assert.deepEqual(await shown(), ['采购订单', '**库存充足**', '3']);
    await stream('g4', '', { isError: true });
    assert.deepEqual(await shown(), ['采购订单', '**库存充足**', '5']);
    assert.equal((await stream('g5', 'x'.repeat(1025))).body['code'], 'param.invalid');
    assert.equal((await stream('g6', 'x'.repeat(3073), { isFull: true })).status, 400);
    const unknown = { outTrackId: 'ai-2', guid: 'g', key: 'detail', content: '' };
    const refused = await client.api('PUT', streamingPath, unknown);
    assert.equal(refused.body['code'], 'param.cardNotExist');
  });
});
