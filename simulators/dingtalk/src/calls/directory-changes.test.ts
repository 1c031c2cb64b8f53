import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { read, SimulatorClient } from '../testing/simulator-client.js';

type Body = Record<string, unknown>;

describe('the directory as it changes, and at its first addresses', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let root: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    simulator.settings.qpsPerAppAndApi = null;
    client = new SimulatorClient(simulator);
    root = `/control/organisations/${client.organisation.corpId}`;
  });
  after(async () => {
    await simulator.close();
  });

  const old = async (path: string, query: Record<string, string> = {}): Promise<Body> => {
    const all = new URLSearchParams({ ...query, access_token: await client.token() }).toString();
    return (await read(await fetch(`${simulator.oapi}${path}?${all}`))).body;
  };
  const lastEvent = (): Body => client.entries('directory.changed').at(-1) ?? {};

  it('adds, moves and removes a department with an event each, free of the quota', async () => {
    simulator.settings.monthlyPushes = 0;
    const { body } = await client.control('POST', `${root}/departments`, { name: '审计部' });
    const deptId = body['deptId'] as number;
    assert.deepEqual(
      [lastEvent()['eventType'], lastEvent()['deptId']],
      ['org_dept_create', [deptId]],
    );
    const found = await client.oapi('/topapi/v2/department/get', { dept_id: deptId });
    assert.equal((found.body['result'] as Body)['name'], '审计部');
    await client.control('PUT', `${root}/departments/${String(deptId)}`, { name: '内审部' });
    assert.equal(lastEvent()['eventType'], 'org_dept_modify');
    const parents = await client.oapi('/topapi/v2/department/listparentbydept', {
      dept_id: deptId,
    });
    assert.deepEqual((parents.body['result'] as Body)['parent_id_list'], [deptId, 1]);
    await client.control('DELETE', `${root}/departments/${String(deptId)}`);
    assert.equal(lastEvent()['eventType'], 'org_dept_remove');
    const gone = await client.oapi('/topapi/v2/department/get', { dept_id: deptId });
    assert.equal(gone.body['errcode'], 60003);
    assert.equal((await client.control('DELETE', `${root}/departments/1`)).status, 409);
    assert.equal(client.entries('event.exhausted').length, 0);
  });

  it('tells of people who become active or administrators, and of anything else on request; nothing told of them', async () => {
    const person = `${root}/people/hd0006`;
    const types = (from: number): unknown[] =>
      client
        .entries('directory.changed')
        .slice(from)
        .map(({ eventType }) => eventType);
    const from = client.entries('directory.changed').length;
    await client.control('PUT', person, { active: false, orgEmail: 'sw@hd.example' });
    await client.control('PUT', person, { active: true, admin: true });
    await client.control('PUT', person, { admin: false });
    const label = { eventType: 'label_conf_add', data: { labelIdList: [1] } };
    assert.equal((await client.control('POST', `${root}/events`, label)).status, 200);
    const modified = 'user_modify_org';
    assert.deepEqual(types(from), [
      modified,
      ...[modified, 'user_active_org', 'org_admin_add'],
      ...[modified, 'org_admin_remove'],
      'label_conf_add',
    ]);
    assert.deepEqual(lastEvent()['labelIdList'], [1]);
    const deleted = { eventType: 'bpms_instance_change', data: { type: 'delete' } };
    await client.control('POST', `${root}/events`, deleted);
    assert.equal(client.entries('event.emitted').at(-1)?.['type'], 'delete');
    const { body } = await client.oapi('/topapi/v2/user/get', { userid: 'hd0006' });
    assert.equal((body['result'] as Body)['org_email'], 'sw@hd.example');
  });

  it('gives and takes roles with an event for each', async () => {
    const roles = await client.oapi('/topapi/role/list', { size: 20, offset: 0 });
    const [group] = (roles.body['result'] as { list: { roles: { id: number; name: string }[] }[] })
      .list;
    const role = group?.roles.find(({ name }) => name === '财务经理');
    const path = `${root}/roles/${String(role?.id)}/people`;
    const before = client.entries('directory.changed').length;
    await client.control('PUT', path, { userIds: ['hd0004'] });
    const events = client.entries('directory.changed').slice(before);
    assert.deepEqual(
      events.map(({ action, eventType, labelIdList, userIdList }) => [
        eventType,
        action,
        labelIdList,
        userIdList,
      ]),
      [
        ['label_user_change', 'add', [role?.id], ['hd0004']],
        ['label_user_change', 'remove', [role?.id], ['hd0003']],
      ],
    );
    const holders = await client.oapi('/topapi/role/simplelist', { role_id: role?.id });
    assert.deepEqual(
      ((holders.body['result'] as Body)['list'] as Body[]).map(({ userid }) => userid),
      ['hd0004'],
    );
    const one = await client.oapi('/topapi/role/getrole', { roleId: role?.id });
    assert.equal((one.body['role'] as Body)['name'], '财务经理');
  });

  it('counts people, and those of them who are active', async () => {
    await client.control('POST', `${root}/people`, {
      userId: 'x1',
      name: '新',
      mobile: '13900000001',
      active: false,
    });
    assert.equal(lastEvent()['eventType'], 'user_add_org');
    const count = async (onlyActive: boolean): Promise<unknown> =>
      (
        (await client.oapi('/topapi/user/count', { only_active: onlyActive })).body[
          'result'
        ] as Body
      )['count'];
    const all = Number(await count(false));
    assert.equal(await count(true), all - 1);
    assert.equal((await old('/user/get_org_user_count', { onlyActive: '1' }))['count'], all - 1);
    await client.control('DELETE', `${root}/people/x1`);
    assert.equal(lastEvent()['eventType'], 'user_leave_org');
    assert.equal((await old('/user/get', { userid: 'x1' }))['errcode'], 60121);
  });

  it('describes a person in the old way: flat, other names, leadership as half a JSON text', async () => {
    const person = await old('/user/get', { userid: 'hd0003' });
    const [deptId] = person['department'] as number[];
    assert.deepEqual(
      [person['errcode'], person['name'], person['jobnumber'], person['isLeaderInDepts']],
      [0, '陈国强', 'HD003', `{${String(deptId)}:true}`],
    );
    const byUnion = await old('/user/getUseridByUnionid', { unionid: person['unionid'] as string });
    const byMobile = await old('/user/get_by_mobile', { mobile: person['mobile'] as string });
    assert.deepEqual([byUnion['userid'], byMobile['userid']], ['hd0003', 'hd0003']);
    const members = await old('/user/getDeptMember', { deptId: String(deptId) });
    assert.ok((members['userIds'] as string[]).includes('hd0003'));
    const page = await old('/user/simplelist', {
      department_id: String(deptId),
      offset: '0',
      size: '1',
    });
    assert.equal((page['userlist'] as Body[]).length, 1);
  });

  it('lists departments in the old way, all levels or one', async () => {
    const ids = async (query: Record<string, string>): Promise<number[]> =>
      ((await old('/department/list', query))['department'] as { id: number }[]).map(
        ({ id }) => id,
      );
    const all = await ids({});
    const one = await ids({ id: '1', fetch_child: 'false' });
    assert.ok(all.includes(1) && !one.includes(1) && all.length > one.length + 1);
    assert.deepEqual((await old('/department/list_ids', { id: '1' }))['sub_dept_id_list'], one);
  });

  it('prints truth values and numbers as texts when that is switched on', async () => {
    simulator.settings.userFieldTypes = 'strings';
    const { body } = await client.oapi('/topapi/v2/user/get', { userid: 'hd0003' });
    simulator.settings.userFieldTypes = 'typed';
    const person = body['result'] as Body;
    assert.deepEqual([person['active'], person['boss']], ['true', 'false']);
    assert.deepEqual(
      (person['dept_id_list'] as unknown[]).map((each) => typeof each),
      ['string'],
    );
  });

  it('tells a page inside DingTalk who looks at it, once per code', async () => {
    const code = async (): Promise<unknown> =>
      (await client.person('hd0003', 'POST', '/login-code')).body['code'];
    const first = await code();
    const info = await client.oapi('/topapi/v2/user/getuserinfo', { code: first });
    assert.equal((info.body['result'] as Body)['userid'], 'hd0003');
    const again = await client.oapi('/topapi/v2/user/getuserinfo', { code: first });
    assert.equal(again.body['errcode'], 40078);
    const { appKey, appSecret } = client.organisation;
    const body = {
      clientId: appKey,
      clientSecret: appSecret,
      code: await code(),
      grantType: 'authorization_code',
    };
    const token = await client.api('POST', '/v1.0/oauth2/userAccessToken', body, '');
    const me = await client.api(
      'GET',
      '/v1.0/contact/users/me',
      undefined,
      token.body['accessToken'] as string,
    );
    assert.equal(me.body['nick'], '陈国强');
    const app = await client.api('GET', '/v1.0/contact/users/me');
    assert.equal(app.body['code'], 'InvalidAuthentication');
    const other = await client.api('GET', `/v1.0/contact/users/${me.body['unionId'] as string}`);
    assert.equal(other.body['unionId'], me.body['unionId']);
    // The documented token, that of a person, was taken for `me` alone.
    const { body: colleague } = await client.oapi('/topapi/v2/user/get', { userid: 'hd0001' });
    const { unionid } = colleague['result'] as { unionid: string };
    const path = `/v1.0/contact/users/${unionid}`;
    const asPerson = await client.api('GET', path, undefined, token.body['accessToken'] as string);
    assert.deepEqual([asPerson.status, asPerson.body['nick']], [200, '李晓梅']);
  });

  it('lists the applications for clients that ask before they connect, and signs pages', async () => {
    const { body } = await client.api('GET', '/v1.0/microApp/allInnerApps');
    const [app] = body['appList'] as Body[];
    assert.equal(app?.['agentId'], client.organisation.agentId);
    const ticket = await client.api('POST', '/v1.0/oauth2/jsapiTickets', {});
    assert.equal((await old('/get_jsapi_ticket'))['ticket'], ticket.body['jsapiTicket']);
  });
});
