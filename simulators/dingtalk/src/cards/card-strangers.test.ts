import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { aCard, SimulatorClient } from '../testing/simulator-client.js';

const root = '/v1.0/card/instances';
const spacesOf = (...userIds: string[]): string =>
  `dtv1.card//${userIds.map((userId) => `IM_ROBOT.${userId}`).join(';')}`;

describe('a card for people whom the application does not reach', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
    const { appKey, corpId } = client.organisation;
    await client.control('PUT', `/control/organisations/${corpId}/apps/${appKey}`, {
      visibleTo: { userIds: ['manager01', 'hd0004'], deptIds: [] },
    });
  });
  after(async () => {
    await simulator.close();
  });

  it('is told of each inside HTTP 200, where that is set', async () => {
    const openSpaceId = spacesOf('manager01', 'hd0003', 'nobody');
    const { body } = await client.api(
      'POST',
      `${root}/createAndDeliver`,
      aCard('told', 'manager01', { openSpaceId }),
    );
    const { deliverResults } = body['result'] as { deliverResults: { success: boolean }[] };
    assert.deepEqual(
      deliverResults.map(({ success }) => success),
      [true, false, false],
    );
  });

  const calls: readonly (readonly [name: string, path: string, change: object])[] = [
    [
      'a delivery to nobody',
      '/createAndDeliver',
      { openSpaceId: spacesOf('manager01', 'nobody'), privateData: {} },
    ],
    [
      'a delivery to somebody outside the visible range',
      '/createAndDeliver',
      { openSpaceId: spacesOf('manager01', 'hd0003') },
    ],
    ['private data of nobody', '', { privateData: { nobody: { cardParamMap: {} } } }],
  ];
  for (const [name, path, change] of calls) {
    it(`refuses ${name} as a whole, where that is set, and creates nothing`, async () => {
      simulator.settings.cardToStranger = 'refused';
      const { body, status } = await client.api(
        'POST',
        `${root}${path}`,
        aCard('refused', 'manager01', change),
      );
      assert.deepEqual([status, body['code']], [400, 'param.userIdNotExist']);
      assert.equal((await client.person('manager01', 'GET', '/cards/refused')).status, 404);
    });
  }

  it('goes to the others in a call of their own', async () => {
    simulator.settings.cardToStranger = 'refused';
    await client.api('POST', root, aCard('others', 'manager01'));
    const codes = [];
    for (const userId of ['nobody', 'manager01', 'hd0004']) {
      const { status } = await client.api('POST', `${root}/deliver`, {
        ...aCard('others', userId),
        openSpaceId: spacesOf(userId),
      });
      codes.push(status);
    }
    assert.deepEqual(codes, [400, 200, 200]);
    assert.equal((await client.person('hd0004', 'GET', '/cards/others')).status, 200);
  });
});
