import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { CallbackServer, OfficialCodec } from '../testing/callback-server.js';
import { patient } from '../testing/patience.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import { until } from '../testing/until.js';

const keys = { token: 'registered1', aesKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopA' };

describe('the old registration of callbacks by API', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let server: CallbackServer;
  let codec: OfficialCodec;

  before(async () => {
    simulator = await startDingTalkSimulator();
    Object.assign(simulator.settings, patient);
    client = new SimulatorClient(simulator);
    codec = new OfficialCodec(keys, client.organisation.corpId);
    server = await CallbackServer.start(() => codec.success());
  });
  after(async () => {
    await simulator.close();
    await server.close();
  });

  const register = async (more: object = {}, verb = 'register'): Promise<unknown> => {
    const body = {
      call_back_tag: ['user_add_org', 'user_leave_org'],
      token: keys.token,
      aes_key: keys.aesKey,
      url: server.url,
      ...more,
    };
    const { body: answer } = await client.oapi(`/call_back/${verb}_call_back`, body);
    return answer['errcode'];
  };
  const ask = async (verb: string): Promise<Record<string, unknown>> => {
    const url = `${simulator.oapi}/call_back/${verb}_call_back?access_token=${await client.token()}`;
    return (await (await fetch(url)).json()) as Record<string, unknown>;
  };

  it('names what is wrong by the codes of the documents', async () => {
    assert.equal((await ask('get'))['errcode'], 71007);
    assert.equal(await register({}, 'update'), 71007);
    assert.equal(await register({ aes_key: 'short' }), 71010);
    assert.equal(await register({ call_back_tag: [] }), 71010);
    assert.equal(await register({ url: 'ftp://hub' }), 71011);
    assert.equal(await register({ url: 'http://127.0.0.1:1/' }), 71012);
    server.answering = () => ({ body: '{"encrypt":"?"}' });
    assert.equal(await register(), 71009);
    server.answering = () => codec.success();
  });

  it('takes an address, sends the tagged events for the corpId, and forgets it', async () => {
    assert.equal(await register(), 0);
    assert.equal(await register(), 71006);
    assert.equal(await register({ call_back_tag: ['user_add_org'] }, 'update'), 0);
    const { aes_key: aesKey, call_back_tag: tags, token, url } = await ask('get');
    assert.deepEqual(
      { aesKey, tags, token, url },
      { ...keys, tags: ['user_add_org'], url: server.url },
    );
    const { corpId } = client.organisation;
    const person = { userId: 'hd0098', name: '新人', mobile: '13800001098' };
    server.calls.length = 0;
    await client.control('POST', `/control/organisations/${corpId}/people`, person);
    await until('accepted', () => client.entries('event.accepted').length === 1);
    await client.person('hd0098', 'DELETE', '');
    // On record before it is on its way.
    assert.deepEqual(
      client.entries('event.posted').map(({ eventType }) => eventType),
      ['user_add_org'],
    );
    assert.deepEqual(
      server.calls.map((call) => codec.open(call)['EventType']),
      ['user_add_org'],
    );
    assert.equal((await ask('delete'))['errcode'], 0);
    assert.equal((await ask('get'))['errcode'], 71007);
  });
});
