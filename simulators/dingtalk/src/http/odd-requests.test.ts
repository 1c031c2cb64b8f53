import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

/** Requests as clients of other makers write them; DingTalk takes them, and once the simulator did not. */
describe('requests in odd but legal forms', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let token: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
    token = await client.token();
  });
  after(() => simulator.close());

  const send = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    read(await fetch(`${simulator.oapi}${path}`, init));

  it('takes two slashes after the host, which got HTTP 400 without a word', async () => {
    const { appKey, appSecret } = client.organisation;
    const body = JSON.stringify({ appKey, appSecret });
    const fresh = await send('//v1.0//oauth2/accessToken', { method: 'POST', body });
    assert.deepEqual([fresh.status, fresh.body['accessToken']], [200, token]);
    const old = await send(`//gettoken?appkey=${appKey}&appsecret=${appSecret}`);
    assert.deepEqual([old.body['errcode'], old.body['access_token']], [0, token]);
  });

  it('takes parameters of /topapi from the address, by GET or POST, which were not seen', async () => {
    const { agentId } = client.organisation;
    const people = await send(
      `/topapi/v2/user/list?access_token=${token}&dept_id=1&cursor=0&size=10`,
    );
    assert.deepEqual(
      [people.body['errcode'], people.body['result']],
      [0, { has_more: false, list: [] }],
    );
    const message = new URLSearchParams({
      access_token: token,
      agent_id: String(agentId),
      userid_list: 'manager01',
      msg: '{"msgtype":"text","text":{"content":"一"}}',
    });
    const path = '/topapi/message/corpconversation/asyncsend_v2';
    const sent = await send(`${path}?${message.toString()}`, { method: 'POST' });
    assert.equal(sent.body['errcode'], 0);
  });

  it('does not care how a media type is written; in capitals a webhook refused it with 43004', async () => {
    const { groups } = client.organisation;
    const path = (groups[0]?.webhook ?? '').replace(simulator.oapi, '');
    const headers = { 'Content-Type': 'Application/JSON; Charset=UTF-8' };
    const body = '{"msgtype":"text","text":{"content":"一"}}';
    const { body: answer } = await send(path, { method: 'POST', headers, body });
    // The security check comes after that of the header.
    assert.deepEqual(answer, { errcode: 310000, errmsg: 'invalid timestamp' });
    const form =
      '--b\r\nContent-Disposition: form-data; name="userid"\r\n\r\nmanager01\r\n--b--\r\n';
    const person = await send(`/topapi/v2/user/get?access_token=${token}`, {
      method: 'POST',
      headers: { 'Content-Type': 'Multipart/Form-Data; boundary=b' },
      body: form,
    });
    assert.equal(person.body['errcode'], 0);
  });

  it('says which method an old call wants, instead of that there is no such call', async () => {
    const { appKey, appSecret } = client.organisation;
    const form = new URLSearchParams({ appkey: appKey, appsecret: appSecret });
    const posted = await send('/gettoken', { method: 'POST', body: form });
    assert.deepEqual(posted.body, { errcode: 43001, errmsg: '需要使用GET请求' });
    const fetched = await send('/call_back/register_call_back');
    assert.deepEqual(fetched.body, { errcode: 43002, errmsg: '需要使用POST请求' });
  });

  it('unpacks a body that comes packed; its credentials were said to be wrong', async () => {
    const { appKey, appSecret } = client.organisation;
    const body = JSON.stringify({ appKey, appSecret });
    const post = async (packing: string, bytes: Buffer): Promise<Answer> =>
      send('/v1.0/oauth2/accessToken', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': packing },
        body: bytes,
      });
    const packed = [await post('gzip', gzipSync(body)), await post('deflate', deflateSync(body))];
    assert.deepEqual(
      packed.map((answer) => answer.body['accessToken']),
      [token, token],
    );
    const broken = await post('gzip', Buffer.from(body));
    assert.deepEqual([broken.status, broken.body['code']], [400, 'invalidClientIdOrSecret']);
    const huge = await post('gzip', gzipSync(Buffer.alloc(6_000_000, ' ')));
    assert.equal(huge.status, 413);
  });

  it('reads GBK that says so, and UTF-8 whatever the header says; GBK came out as question marks', async () => {
    const { agentId } = client.organisation;
    const before = Buffer.from(
      `{"agent_id":${String(agentId)},"userid_list":"manager01","msg":{"msgtype":"text","text":{"content":"`,
    );
    const after = Buffer.from('"}}}');
    const contents = { gbk: Buffer.from('b2c9b9ba', 'hex'), 'iso-8859-1': Buffer.from('采购单') };
    for (const [charset, content] of Object.entries(contents)) {
      const headers = { 'Content-Type': `application/json; charset=${charset}` };
      const body = Buffer.concat([before, content, after]);
      const path = `/topapi/message/corpconversation/asyncsend_v2?access_token=${token}`;
      const answer = await send(path, { method: 'POST', headers, body });
      assert.equal(answer.body['errcode'], 0);
    }
    const sent = client.entries('work.sent').map(({ content }) => content);
    assert.deepEqual(sent.slice(-2), [{ content: '采购' }, { content: '采购单' }]);
  });

  it('takes truth values as Python writes them in a form; True was no', async () => {
    const { agentId } = client.organisation;
    const body = new URLSearchParams({
      agent_id: String(agentId),
      to_all_user: 'True',
      msg: '{"msgtype":"text","text":{"content":"全体"}}',
    });
    const path = `/topapi/message/corpconversation/asyncsend_v2?access_token=${token}`;
    assert.equal((await send(path, { method: 'POST', body })).body['errcode'], 0);
  });

  it('answers a path with a broken escape in its own shape, where it had an empty 400', async () => {
    const headers = { 'x-acs-dingtalk-access-token': token };
    const { body, status } = await send('/v1.0/todo/users/%ZZ/tasks/t1', { headers });
    assert.deepEqual([status, body['code']], [400, 'todo.taskQuery.paramError']);
  });

  it('says how long an answer is; it came in chunks, which plain clients cannot read', async () => {
    const response = await fetch(`${simulator.oapi}/gettoken`);
    const bytes = await response.arrayBuffer();
    assert.equal(response.headers.get('content-length'), String(bytes.byteLength));
    assert.equal(response.headers.get('transfer-encoding'), null);
  });

  it('does nothing for HEAD, OPTIONS, PUT and DELETE, which ordered what the address said', async () => {
    const query = new URLSearchParams({
      access_token: token,
      agent_id: String(client.organisation.agentId),
      userid_list: 'manager01',
      msg: '{"msgtype":"text","text":{"content":"只问一问"}}',
    }).toString();
    const before = client.entries('work.sent').length;
    const path = `/topapi/message/corpconversation/asyncsend_v2?${query}`;
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      const { body, status } = await send(path, { method });
      const error = method === 'HEAD' ? {} : { errcode: 43002, errmsg: '需要使用POST请求' };
      assert.deepEqual([status, body], [200, error], method);
    }
    assert.equal(client.entries('work.sent').length, before);
  });

  it('counts a blank token as a missing one, as the old API does; it was a wrong one', async () => {
    const headers = { 'x-acs-dingtalk-access-token': '' };
    const { body } = await send('/v1.0/microApp/allInnerApps', { headers });
    assert.equal(body['code'], 'AuthenticationFailed.MissingParameter');
  });

  it('listening everywhere, sends a caller where that caller came; Stream went to 0.0.0.0', async () => {
    const everywhere = await startDingTalkSimulator({ host: '0.0.0.0' });
    const { appKey: clientId, appSecret: clientSecret } = client.organisation;
    const subscriptions = [{ type: 'EVENT', topic: '*' }];
    const open = async (host: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const url = `${everywhere.api}/v1.0/gateway/connections/open`;
        const call = request(url, { method: 'POST', headers: { host } }, (response) => {
          response.setEncoding('utf8').on('data', (text: string) => {
            resolve((JSON.parse(text) as { endpoint: unknown }).endpoint);
          });
        });
        call.on('error', reject);
        call.end(JSON.stringify({ clientId, clientSecret, subscriptions }));
      });
    try {
      assert.deepEqual(
        [await open('ding.example:8443'), await open('ding.example'), await open('[::1]:99')],
        ['ws://ding.example:8443/connect', 'ws://ding.example:80/connect', 'ws://[::1]:99/connect'],
      );
      assert.equal(await open('api.dingtalk.com'), 'ws://[::1]:99/connect');
    } finally {
      await everywhere.close();
    }
  });
});
