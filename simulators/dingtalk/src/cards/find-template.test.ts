import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { aCard, SimulatorClient } from '../testing/simulator-client.js';

const markdown = '589420e2-c1e2-46ef-a5ed-b8728e654da9.schema';

describe('card templates', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(() => simulator.close());

  const show = async (outTrackId: string, more: object): Promise<unknown> => {
    const card = aCard(outTrackId, 'manager01', more);
    const { status, text } = await client.api(
      'POST',
      '/v1.0/card/instances/createAndDeliver',
      card,
    );
    assert.equal(status, 200, text);
    const seen = await client.person('manager01', 'GET', `/cards/${outTrackId}`);
    return seen.body['components'];
  };

  it('are public too: ids of the official Python SDK got param.templateNotExist', async () => {
    const shown = await show('public-1', {
      cardTemplateId: markdown,
      cardData: { cardParamMap: { title: '采购订单', markdown: '**已审核**' } },
      privateData: {},
    });
    assert.deepEqual(shown, [
      { type: 'title', text: '采购订单' },
      { type: 'markdown', text: '**已审核**' },
    ]);
    const template = await client.control(
      'GET',
      `/control/organisations/${client.organisation.corpId}/card-templates`,
    );
    assert.equal(template.text.includes(markdown), false);
  });

  it('show a button for the default of a variable, and take its click, which was refused', async () => {
    const { corpId } = client.organisation;
    const path = `/control/organisations/${corpId}/card-templates/defaults.schema`;
    const put = await client.control('PUT', path, {
      name: '默认',
      variables: { public: ['open', 'answer'], private: [] },
      defaults: { open: 'true', answer: 'yes' },
      components: [
        {
          type: 'buttons',
          visibleWhen: { variable: 'open', equals: 'true' },
          buttons: [{ actionId: 'go', label: '${answer}', params: { answer: '${answer}' } }],
        },
      ],
    });
    assert.equal(put.status, 200, put.text);
    const shown = await show('defaults-1', {
      cardTemplateId: 'defaults.schema',
      cardData: { cardParamMap: {} },
      privateData: {},
    });
    assert.deepEqual(shown, [
      { type: 'buttons', buttons: [{ actionId: 'go', label: 'yes', style: 'plain' }] },
    ]);
    const click = await client.person('manager01', 'POST', '/cards/defaults-1/click', {
      actionId: 'go',
    });
    assert.equal(click.status, 200, click.text);
    const [clicked] = client.entries('card.clicked');
    assert.deepEqual(clicked?.['params'], { answer: 'yes' });
  });
});
