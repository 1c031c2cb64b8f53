import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

/** Calls of the first clients; PyPI's dingtalk-sdk, npm's node-dingtalk and the old SDK for Java make them. */
describe('the first addresses of the directory', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings());
  });
  after(() => simulator.close());

  const ask = async (path: string, query: Record<string, string> = {}): Promise<Answer> => {
    const parameters = new URLSearchParams({ access_token: await client.token(), ...query });
    return read(await fetch(`${simulator.oapi}${path}?${parameters.toString()}`));
  };
  const gettoken = async (query: Record<string, string>): Promise<Answer> =>
    read(await fetch(`${simulator.oapi}/gettoken?${new URLSearchParams(query).toString()}`));

  it('gives a token for corpid and corpsecret, which it said were missing', async () => {
    const { appSecret: corpsecret, corpId: corpid } = client.organisation;
    const given = await gettoken({ corpid, corpsecret });
    assert.equal(given.body['access_token'], await client.token());
    const wrong = await gettoken({ corpid, corpsecret: 'wrong' });
    assert.deepEqual(wrong.body, { errcode: 40089, errmsg: '不合法的corpid或corpsecret' });
    simulator.settings.corpSecretToken = 'refused';
    const refused = await gettoken({ corpid, corpsecret });
    assert.equal(refused.body['errcode'], 40089);
    const none = await gettoken({});
    assert.deepEqual(none.body, { errcode: 40035, errmsg: '缺少参数 corpid or appkey' });
  });

  it('lists people whole, administrators and the way up from a department', async () => {
    const purchasing = '510100001';
    const { body } = await ask('/user/list', { department_id: purchasing, offset: '0', size: '1' });
    const [first] = body['userlist'] as { userid: string; jobnumber: string }[];
    assert.deepEqual([body['hasMore'], first?.userid, first?.jobnumber], [true, 'hd0001', 'HD001']);
    await client.person('manager01', 'PUT', '', { admin: true });
    const admins = await ask('/user/get_admin');
    assert.deepEqual(admins.body['admin_list'], [{ userid: 'manager01', sys_level: 1 }]);
    const ofUser = await ask('/department/list_parent_depts', { userId: 'manager01' });
    assert.deepEqual(ofUser.body['department'], [[510_100_001, 1]]);
    const ofDepartment = await ask('/department/list_parent_depts_by_dept', { id: '510100101' });
    assert.deepEqual(ofDepartment.body['parentIds'], [510_100_101, 510_100_001, 1]);
  });

  it('says who opened a page, and what the application may see', async () => {
    const login = await client.person('manager01', 'POST', '/login-code', {});
    const visitor = await ask('/user/getuserinfo', { code: login.body['code'] as string });
    assert.deepEqual([visitor.body['errcode'], visitor.body['userid']], [0, 'manager01']);
    const unknown = await ask('/user/getuserinfo', { code: 'none' });
    assert.equal(unknown.body['errcode'], 40078);
    const scopes = await ask('/auth/scopes');
    assert.deepEqual(scopes.body['auth_org_scopes'], { authed_dept: [1], authed_user: [] });
  });

  it('tells the roles of a group', async () => {
    const { body } = await client.oapi('/topapi/role/getrolegroup', { group_id: 2_100_000_001 });
    const { group_name: name, roles } = body['role_group'] as {
      group_name: string;
      roles: { role_id: number; role_name: string }[];
    };
    assert.deepEqual([name, roles[0]], ['职务', { role_id: 2_200_000_001, role_name: '采购员' }]);
    const none = await client.oapi('/topapi/role/getrolegroup', { group_id: 1 });
    assert.equal(none.body['errcode'], 400002);
  });
});
