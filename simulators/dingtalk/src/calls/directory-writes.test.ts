import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';

/** SDKs of the old generation offer these, and there was no such API. */
describe('changes of the directory by an application', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    simulator.settings.qpsPerAppAndApi = null;
    client = new SimulatorClient(simulator);
  });
  after(() => simulator.close());

  const call = async (name: string, body: object): Promise<Record<string, unknown>> =>
    (await client.oapi(`/topapi/v2/${name}`, body)).body;
  const code = async (name: string, body: object): Promise<unknown> =>
    (await call(name, body))['errcode'];

  it('take a person through a working life, and every step is an event', async () => {
    const person = { name: '钱七', mobile: '13800009999', dept_id_list: '1,510100001' };
    const created = await call('user/create', { userid: 'qian7', job_number: 'HD099', ...person });
    assert.deepEqual(Object.keys(created['result'] as object), ['userid', 'unionid']);
    const { result } = await call('user/get', { userid: 'qian7' });
    const { dept_id_list: deptIds, job_number: jobNumber } = result as Record<string, unknown>;
    assert.deepEqual([deptIds, jobNumber], [[1, 510_100_001], 'HD099']);
    assert.equal(await code('user/update', { userid: 'qian7', title: '采购员' }), 0);
    assert.equal(await code('user/delete', { userid: 'qian7' }), 0);
    assert.equal(await code('user/get', { userid: 'qian7' }), 60121);
    assert.deepEqual(
      client.entries('directory.changed').map((entry) => entry['eventType']),
      ['user_add_org', 'user_modify_org', 'user_leave_org'],
    );
  });

  it('make, change and remove a department', async () => {
    const created = await call('department/create', { name: '质检部', parent_id: 1 });
    const { dept_id: deptId } = created['result'] as { dept_id: number };
    assert.equal(await code('department/update', { dept_id: deptId, name: '质量部' }), 0);
    const { result } = await call('department/get', { dept_id: deptId });
    assert.equal((result as { name: string }).name, '质量部');
    assert.equal(await code('department/delete', { dept_id: deptId }), 0);
    assert.equal(await code('department/get', { dept_id: deptId }), 60003);
  });

  const refusals: readonly [number, string, object][] = [
    [40035, 'user/create', { mobile: '13800009998' }],
    [60104, 'user/create', { name: '一', mobile: '13800001001' }],
    [60102, 'user/create', { userid: 'hd0001', name: '一', mobile: '13800009998' }],
    [60003, 'user/create', { name: '一', mobile: '13800009998', dept_id_list: '99' }],
    [60121, 'user/update', { userid: 'nobody' }],
    [60004, 'department/create', { name: '一', parent_id: 99 }],
    [60008, 'department/create', { name: '采购部', parent_id: 1 }],
    [60007, 'department/delete', { dept_id: 1 }],
    [60006, 'department/delete', { dept_id: 510_100_001 }],
    [60005, 'department/delete', { dept_id: 510_100_002 }],
  ];
  for (const [errcode, name, body] of refusals) {
    it(`${name} refuses ${JSON.stringify(body)} with ${String(errcode)}`, async () => {
      assert.equal(await code(name, body), errcode);
    });
  }
});
