import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';

const path = '/v1.0/im/interactiveCards';

/** SendInteractiveCard and UpdateInteractiveCard of the official packages; there was no such API. */
describe('interactive cards under their first address', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(() => simulator.close());

  const send = (more: object): ReturnType<SimulatorClient['api']> =>
    client.api('POST', `${path}/send`, {
      cardTemplateId: 'approval.schema',
      cardData: { cardParamMap: { title: '采购订单', status: '待审批' } },
      ...more,
    });
  const see = async (userId: string, card: string): Promise<Record<string, unknown>> =>
    (await client.person(userId, 'GET', `/cards/${card}`)).body;

  it('go to single persons, and change by key or whole', async () => {
    const sent = await send({
      outTrackId: 'old-1',
      conversationType: 0,
      receiverUserIdList: ['manager01', 'hd0003'],
      privateData: { manager01: { cardParamMap: { canDecide: 'true' } } },
    });
    assert.equal(sent.status, 200, sent.text);
    const { processQueryKey } = sent.body['result'] as { processQueryKey: string };
    assert.match(processQueryKey, /^[\w+/]{44}$/);
    assert.deepEqual((await see('manager01', 'old-1'))['privateData'], { canDecide: 'true' });
    const changed = await client.api('PUT', path, {
      outTrackId: 'old-1',
      cardData: { cardParamMap: { status: '已同意' } },
      cardOptions: { updateCardDataByKey: true },
    });
    assert.deepEqual(changed.body, { success: 'true' });
    const publicData = { title: '采购订单', status: '已同意' };
    assert.deepEqual((await see('hd0003', 'old-1'))['publicData'], publicData);
  });

  it('go to a group, for all or for some', async () => {
    const { groups, robotCode } = client.organisation;
    const openConversationId = groups[0]?.openConversationId;
    const inGroup = { conversationType: 1, openConversationId, robotCode };
    const all = await send({ ...inGroup, outTrackId: 'old-2' });
    assert.equal(all.status, 200, all.text);
    assert.equal((await see('hd0005', 'old-2'))['outTrackId'], 'old-2');
    await send({ ...inGroup, outTrackId: 'old-3', receiverUserIdList: ['manager01'] });
    const click = { actionId: 'approve', params: {} };
    const stranger = await client.person('hd0005', 'POST', '/cards/old-3/click', click);
    assert.equal(stranger.status, 409, stranger.text);
  });

  it('are refused when they can be put nowhere', async () => {
    const unknown = await send({
      outTrackId: 'old-4',
      conversationType: 0,
      receiverUserIdList: ['nobody'],
    });
    assert.deepEqual([unknown.status, unknown.body['code']], [400, 'param.invalid']);
    const nobody = await send({ outTrackId: 'old-5', conversationType: 0 });
    assert.deepEqual([nobody.status, nobody.body['code']], [400, 'param.openSpaceIdEmpty']);
  });
});
