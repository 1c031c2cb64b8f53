import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { CallbackServer, type Called } from '../testing/callback-server.js';
import { patient } from '../testing/patience.js';
import { aCard, SimulatorClient } from '../testing/simulator-client.js';

const registerPath = '/v1.0/card/callbacks/register';

interface Pressed {
  readonly presses: readonly { outcome: string; applied: boolean }[];
  readonly card: { publicData: Record<string, string>; privateData: Record<string, string> };
}

describe('a click on a card whose callbacks go by HTTP', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let server: CallbackServer;
  let cards = 0;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
    server = await CallbackServer.start(() => ({ body: '{}' }));
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings(), patient, { qpsPerAppAndApi: null });
    simulator.faults.clear();
    server.calls.length = 0;
    server.answering = () => ({ body: '{}' });
  });
  after(async () => {
    await simulator.close();
    await server.close();
  });

  const register = async (callbackRouteKey: string, more: object = {}): Promise<unknown> => {
    const callbackUrl = `${server.url}/card`;
    const body = { callbackRouteKey, callbackUrl, apiSecret: 'card-secret', ...more };
    const answer = await client.api('POST', registerPath, body);
    return answer.status === 200 ? answer.body['result'] : [answer.status, answer.body['code']];
  };
  const press = async (routeKey: string): Promise<Pressed> => {
    const outTrackId = `http-${String((cards += 1))}`;
    const http = { callbackType: 'HTTP', callbackRouteKey: routeKey };
    const path = '/v1.0/card/instances/createAndDeliver';
    await client.api('POST', path, aCard(outTrackId, 'manager01', http));
    const clicked = { actionId: 'approve', input: '同意' };
    const answer = await client.person('manager01', 'POST', `/cards/${outTrackId}/click`, clicked);
    return answer.body as unknown as Pressed;
  };

  it('reaches the registered address, signed by time alone, and applies the answer', async () => {
    await register('approval');
    server.answering = () => ({
      body: JSON.stringify({
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        cardData: { cardParamMap: { status: '已同意' } },
        userPrivateData: { cardParamMap: { canDecide: 'false' } },
      }),
    });
    const { card, presses } = await press('approval');
    assert.deepEqual([presses[0]?.outcome, presses[0]?.applied], ['answered', true]);
    assert.deepEqual(card.publicData, { title: '采购订单', status: '已同意' });
    assert.equal(card.privateData['canDecide'], 'false');
    const { headers, text } = server.calls[0] as Called;
    const timestamp = String(headers['x-ddpaas-signature-timestamp']);
    const expected = createHmac('sha256', 'card-secret').update(timestamp).digest('base64');
    assert.equal(headers['x-ddpaas-signature'], expected);
    const { content, corpId, outTrackId, type, userId } = JSON.parse(text) as Record<
      string,
      string
    >;
    assert.deepEqual(
      { corpId, outTrackId, type, userId },
      {
        corpId: client.organisation.corpId,
        outTrackId: `http-${String(cards)}`,
        type: 'actionCallback',
        userId: 'manager01',
      },
    );
    assert.deepEqual(JSON.parse(content ?? ''), {
      cardPrivateData: {
        actionIds: ['approve'],
        params: { action: 'approve', token: 'yes-1', reason: '同意' },
      },
    });
  });

  it('has its params beside, as older pages show it, where that is set', async () => {
    await register('older');
    simulator.settings.clickParams = 'beside';
    await press('older');
    const { content, value } = JSON.parse(server.calls[0]?.text ?? '{}') as {
      content: string;
      value?: string;
    };
    assert.deepEqual(JSON.parse(content), {
      cardPrivateData: { actionIds: ['approve'] },
      params: { action: 'approve', token: 'yes-1', reason: '同意' },
    });
    // Those pages also have the content as `value`, which was not there.
    assert.equal(value, content);
  });

  it('is not signed without a secret, and goes nowhere under an unknown key', async () => {
    await register('unsigned', { apiSecret: undefined });
    await press('unsigned');
    assert.equal(server.calls[0]?.headers['x-ddpaas-signature'], undefined);
    assert.equal((await press('nobody')).presses[0]?.outcome, 'no-callback');
  });

  it('fails for the person when the answer is late, an error, or the server is gone', async () => {
    await register('bad');
    server.answering = () => ({ status: 500, body: '' });
    assert.equal((await press('bad')).presses[0]?.outcome, 'failed');
    simulator.settings.cardDeadlineMs = 50;
    server.answering = () => undefined;
    assert.equal((await press('bad')).presses[0]?.outcome, 'late');
    Object.assign(simulator.settings, patient);
    await register('bad', { callbackUrl: 'http://127.0.0.1:1/', forceUpdate: true });
    assert.equal((await press('bad')).presses[0]?.outcome, 'nobody');
  });

  it('comes twice, or with a signature of somebody else, on order', async () => {
    await register('faults');
    simulator.faults.add({ kind: 'callback-duplicate', target: 'card' });
    await press('faults');
    assert.equal(server.calls.length, 2);
    assert.equal(server.calls[0]?.text, server.calls[1]?.text);
    simulator.faults.add({ kind: 'callback-forge', target: 'card' });
    await press('faults');
    const { headers } = server.calls[2] as Called;
    const timestamp = String(headers['x-ddpaas-signature-timestamp']);
    const right = createHmac('sha256', 'card-secret').update(timestamp).digest('base64');
    assert.notEqual(headers['x-ddpaas-signature'], right);
  });

  it('answers a key that exists in both ways of the documents, unless forced', async () => {
    const first = await register('again');
    assert.deepEqual(first, { callbackUrl: `${server.url}/card`, apiSecret: 'card-secret' });
    assert.deepEqual(await register('again', { apiSecret: 'other' }), first);
    simulator.settings.repeatedCallbackKey = 'refused';
    assert.deepEqual(await register('again'), [500, 'param.callbackRouteKeyExist']);
    const forced = await register('again', { apiSecret: 'other', forceUpdate: 'true' });
    assert.deepEqual(forced, { callbackUrl: `${server.url}/card`, apiSecret: 'other' });
  });
});
