import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';

const path = '/v1.0/im/v1.0/robot/interactiveCards/send';
const cardData = (text: string): string =>
  JSON.stringify({
    config: { autoLayout: true },
    header: { title: { type: 'text', text: '采购订单' } },
    contents: [
      { type: 'markdown', text, id: 'one' },
      { type: 'divider', id: 'two' },
    ],
  });

describe('plain interactive cards', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(() => simulator.close());

  const texts = async (userId: string, cardBizId: string): Promise<unknown> => {
    const { body } = await client.person(userId, 'GET', `/cards/${cardBizId}`);
    return (body['components'] as { text: string }[]).map(({ text }) => text);
  };

  it('go to a person or a group and change, where there was no such call', async () => {
    const { groups, robotCode } = client.organisation;
    const card = { cardTemplateId: 'StandardCard', robotCode, cardData: cardData('待审批') };
    const person = await client.api('POST', path, {
      ...card,
      cardBizId: 'plain-1',
      singleChatReceiver: '{"userId":"manager01"}',
      sendOptions: {},
    });
    assert.equal(person.status, 200, person.text);
    assert.match(person.body['processQueryKey'] as string, /^[\w+/]{44}$/);
    assert.deepEqual(await texts('manager01', 'plain-1'), ['采购订单', '待审批']);
    const group = await client.api('POST', path, {
      ...card,
      cardBizId: 'plain-2',
      openConversationId: groups[0]?.openConversationId,
    });
    assert.equal(group.status, 200, group.text);
    assert.deepEqual(await texts('hd0005', 'plain-2'), ['采购订单', '待审批']);
    const changed = await client.api('PUT', '/v1.0/im/robots/interactiveCards', {
      cardBizId: 'plain-1',
      cardData: cardData('已审核'),
    });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(await texts('manager01', 'plain-1'), ['采购订单', '已审核']);
  });

  const refusals = [
    ['cardBizId', 'empty', { cardBizId: '' }],
    ['cardTemplateId', 'notExist', { cardTemplateId: 'approval.schema' }],
    ['cardData', 'invalid', { cardData: 'no JSON' }],
    ['singleChatReceiver', 'invalid', { singleChatReceiver: '{"userId":"nobody"}' }],
  ] as const;
  for (const [name, why, change] of refusals) {
    it(`are refused when ${name} is ${why}`, async () => {
      const { robotCode } = client.organisation;
      const { status, body } = await client.api('POST', path, {
        ...{ cardTemplateId: 'StandardCard', robotCode, cardBizId: 'plain-3' },
        ...{ cardData: cardData('一'), singleChatReceiver: '{"userId":"manager01"}' },
        ...change,
      });
      assert.deepEqual([status, body['code']], [400, `invalidParameter.${name}.${why}`]);
    });
  }
});
