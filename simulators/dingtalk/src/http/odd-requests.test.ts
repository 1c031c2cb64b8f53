import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
});
