import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { read, SimulatorClient } from '../testing/simulator-client.js';

const payment = 'PROC-7A1C5E90-3B2D-4F68-9C01-5D7E2A4B8F01';

interface Shown {
  readonly status: string;
  readonly result: string;
  readonly create_time: string;
  readonly tasks: readonly { taskid: string; userid: string; task_result: string }[];
  readonly form_component_values: readonly { name: string; value: string }[];
}

/** The old SDK for Java calls these; the simulator said there was no such API. */
describe('OA approvals at their first addresses', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(() => simulator.close());

  /** As that SDK sends: a form, whose lists and objects are JSON texts. */
  const call = async (
    path: string,
    fields: Record<string, unknown>,
  ): Promise<Record<string, unknown>> => {
    const texts = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const url = `${simulator.oapi}/topapi/${path}?access_token=${await client.token()}`;
    const form = new URLSearchParams(texts as [string, string][]);
    return (await read(await fetch(url, { method: 'POST', body: form }))).body;
  };
  const start = async (more: object): Promise<Record<string, unknown>> =>
    call('processinstance/create', {
      process_code: payment,
      originator_user_id: 'hd0003',
      dept_id: -1,
      form_component_values: [
        { name: '单据编号', value: 'CGDD000001' },
        { name: '金额', value: '43000.00' },
      ],
      ...more,
    });
  const show = async (id: unknown): Promise<Shown> =>
    (await call('processinstance/get', { process_instance_id: id }))['process_instance'] as Shown;

  it('start with approvers in turn, are decided, and are the approvals of today', async () => {
    const { process_instance_id: id } = await start({ approvers: 'manager01,hd0004' });
    const running = await show(id);
    assert.match(running.create_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.deepEqual(
      running.tasks.map(({ task_result: result, userid }) => [userid, result]),
      [['manager01', 'NONE']],
    );
    assert.deepEqual(running.form_component_values[0]?.value, 'CGDD000001');
    for (const actioner of ['manager01', 'hd0004']) {
      const open = (await show(id)).tasks.find(({ userid }) => userid === actioner);
      assert.equal((await call('process/gettodonum', { userid: actioner }))['count'], 1);
      const request = { process_instance_id: id, actioner_userid: actioner, result: 'agree' };
      const done = await call('process/instance/execute', {
        request: { ...request, task_id: open?.taskid, remark: '同意' },
      });
      assert.deepEqual([done['errcode'], done['result']], [0, true]);
    }
    const ended = await show(id);
    assert.deepEqual([ended.status, ended.result], ['COMPLETED', 'agree']);
    const path = `/v1.0/workflow/processInstances?processInstanceId=${String(id)}`;
    const { body } = await client.api('GET', path);
    assert.equal((body['result'] as { status: string }).status, 'COMPLETED');
  });

  it('take steps of several people, and are listed, commented and taken back', async () => {
    // Those of other tests were started before.
    simulator.clock.shift(1);
    const since = simulator.clock.now();
    const { process_instance_id: earlier } = await start({ approvers: 'manager01' });
    const step = { task_action_type: 'AND', user_ids: ['manager01', 'hd0004'] };
    const { process_instance_id: id } = await start({ approvers_v2: [step] });
    assert.deepEqual(
      (await show(id)).tasks.map(({ userid }) => userid),
      ['manager01', 'hd0004'],
    );
    const page = { process_code: payment, start_time: since, size: 1 };
    const { result } = await call('processinstance/listids', page);
    assert.deepEqual(result, { list: [earlier], next_cursor: 1 });
    const next = await call('processinstance/listids', { ...page, cursor: 1 });
    assert.deepEqual(next['result'], { list: [id] });
    const request = { process_instance_id: id, text: '请快些', comment_userid: 'hd0003' };
    assert.equal((await call('process/instance/comment/add', { request }))['errcode'], 0);
    simulator.clock.shift(16_000);
    const back = { process_instance_id: id, is_system: true, remark: '作废' };
    assert.equal((await call('process/instance/terminate', { request: back }))['errcode'], 0);
    assert.equal((await show(id)).status, 'TERMINATED');
  });

  it('refuse with a code of their generation what they cannot read', async () => {
    const unknown = await call('processinstance/get', { process_instance_id: 'none' });
    const wrong = await start({ process_code: 'PROC-NONE', approvers: 'manager01' });
    assert.deepEqual([unknown['errcode'], wrong['errcode']], [400002, 400002]);
    const code = await call('process/get_by_name', { process_name: '付款申请' });
    assert.equal(code['process_code'], payment);
  });
});
