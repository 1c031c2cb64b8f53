import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';

describe('the directory', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    simulator.settings.qpsPerAppAndApi = null;
    client = new SimulatorClient(simulator);
  });
  after(async () => {
    await simulator.close();
  });

  const call = async (path: string, body: object, who = client): Promise<Record<string, unknown>> =>
    (await who.oapi(path, body)).body;
  const result = async <T>(path: string, body: object, who = client): Promise<T> =>
    (await call(path, body, who))['result'] as T;

  it('describes a person with typed values and leaves out what is empty', async () => {
    const person = await result<Record<string, unknown>>('/topapi/v2/user/get', {
      userid: 'hd0003',
    });
    assert.equal(person['name'], '陈国强');
    assert.equal(person['job_number'], 'HD003');
    assert.equal(person['active'], true);
    assert.deepEqual(['email' in person, 'org_email' in person], [false, false]);
    const [deptId] = person['dept_id_list'] as number[];
    assert.deepEqual(person['leader_in_dept'], [{ dept_id: deptId, leader: true }]);
    const roles = person['role_list'] as { name: string }[];
    assert.deepEqual(roles.map(({ name }) => name).sort(), ['财务经理', '部门经理'].sort());
  });

  it('shows different people under the same user id in two organisations', async () => {
    const other = new SimulatorClient(simulator, 1);
    const body = { userid: 'manager01' };
    const one = await result<Record<string, unknown>>('/topapi/v2/user/get', body);
    const two = await result<Record<string, unknown>>('/topapi/v2/user/get', body, other);
    assert.deepEqual([one['name'], one['job_number']], [two['name'], two['job_number']]);
    assert.notEqual(one['mobile'], two['mobile']);
    assert.notEqual(one['unionid'], two['unionid']);
  });

  it('hides the mobile without its field permission', async () => {
    const { appKey, corpId } = client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    const all = (await client.control('GET', `/control/organisations/${corpId}`)).body['apps'] as {
      scopes: string[];
    }[];
    const scopes = all[0]?.scopes ?? [];
    await client.control('PUT', app, { scopes: scopes.filter((scope) => scope !== 'fieldMobile') });
    const person = await result<Record<string, unknown>>('/topapi/v2/user/get', {
      userid: 'hd0003',
    });
    await client.control('PUT', app, { scopes });
    assert.equal('mobile' in person, false);
  });

  it('finds a person by mobile and by union id', async () => {
    const byMobile = await result<object>('/topapi/v2/user/getbymobile', { mobile: '13800001003' });
    assert.deepEqual(byMobile, { userid: 'hd0003' });
    const { unionid } = await result<{ unionid: string }>('/topapi/v2/user/get', {
      userid: 'hd0003',
    });
    const byUnion = await result<object>('/topapi/user/getbyunionid', { unionid });
    assert.deepEqual(byUnion, { contact_type: 0, userid: 'hd0003' });
    assert.equal(
      (await call('/topapi/v2/user/getbymobile', { mobile: '13900002003' }))['errcode'],
      60121,
    );
    assert.equal((await call('/topapi/v2/user/getbymobile', { mobile: 'x' }))['errcode'], 40104);
    assert.equal((await call('/topapi/v2/user/get', { userid: 'nobody' }))['errcode'], 60121);
  });

  it('lists every person when all departments are walked, one level a call', async () => {
    const found: string[] = [];
    const walk = async (deptId: number): Promise<void> => {
      const { userid_list: ids } = await result<{ userid_list: string[] }>('/topapi/user/listid', {
        dept_id: deptId,
      });
      found.push(...ids);
      const children = await result<{ dept_id: number; parent_id: number }[]>(
        '/topapi/v2/department/listsub',
        { dept_id: deptId },
      );
      for (const { dept_id: child, parent_id: parent } of children) {
        assert.equal(parent, deptId);
        await walk(child);
      }
    };
    await walk(1);
    assert.deepEqual(found.sort(), client.organisation.users.map(({ userId }) => userId).sort());
  });

  it('pages through the people of a department', async () => {
    const { dept_id_list: ids } = await result<{ dept_id_list: number[] }>(
      '/topapi/v2/department/listsubid',
      {},
    );
    const body = { dept_id: ids[1], size: 1 };
    const first = await result<Record<string, unknown>>('/topapi/v2/user/list', {
      ...body,
      cursor: 0,
    });
    const second = await result<Record<string, unknown>>('/topapi/user/listsimple', {
      ...body,
      cursor: first['next_cursor'],
    });
    assert.equal(first['has_more'], true);
    assert.deepEqual(second, { has_more: false, list: [{ userid: 'hd0004', name: '刘洋' }] });
  });

  it('knows roles and who has them', async () => {
    const { list } = await result<{ list: { roles: { id: number; name: string }[] }[] }>(
      '/topapi/role/list',
      { size: 200, offset: 0 },
    );
    const role = list[0]?.roles.find(({ name }) => name === '财务经理');
    const holders = await result<object>('/topapi/role/simplelist', {
      role_id: role?.id,
      size: 100,
      offset: 0,
    });
    assert.deepEqual(holders, {
      hasMore: false,
      list: [{ userid: 'hd0003', name: '陈国强', manageScopes: [] }],
    });
  });

  it('gives the chain of departments above a person', async () => {
    const { parent_list: chains } = await result<{
      parent_list: { parent_dept_id_list: number[] }[];
    }>('/topapi/v2/department/listparentbyuser', { userid: 'hd0003' });
    assert.equal(chains.length, 1);
    assert.equal(chains[0]?.parent_dept_id_list.at(-1), 1);
  });
});
