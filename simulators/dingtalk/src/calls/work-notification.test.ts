import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient } from '../testing/simulator-client.js';

const root = '/topapi/message/corpconversation';

describe('work notifications', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(async () => {
    await simulator.close();
  });

  const send = async (userIds: string, content: string): Promise<Record<string, unknown>> => {
    const msg = { msgtype: 'text', text: { content } };
    const { agentId } = client.organisation;
    return (
      await client.oapi(`${root}/asyncsend_v2`, { agent_id: agentId, userid_list: userIds, msg })
    ).body;
  };
  const result = async (taskId: unknown): Promise<Record<string, unknown>> => {
    const { agentId } = client.organisation;
    const { body } = await client.oapi(`${root}/getsendresult`, {
      agent_id: agentId,
      task_id: taskId,
    });
    return body['send_result'] as Record<string, unknown>;
  };

  it('answers ok although it drops the repeat of a content, and tells so in the result only', async (context) => {
    holdStill(context, simulator.clock);
    const first = await send('hd0003,nobody', '今天第一次');
    const second = await send('hd0003', '今天第一次');
    assert.deepEqual([first['errcode'], second['errcode']], [0, 0]);
    const sent = await result(first['task_id']);
    assert.deepEqual(
      [sent['unread_user_id_list'], sent['invalid_user_id_list']],
      [['hd0003'], ['nobody']],
    );
    const dropped = await result(second['task_id']);
    assert.deepEqual(dropped['forbidden_list'], [{ code: '143106', count: 1, userid: 'hd0003' }]);
    assert.deepEqual(dropped['unread_user_id_list'], []);
    simulator.clock.shift(24 * 60 * 60_000);
    const nextDay = await send('hd0003', '今天第一次');
    assert.deepEqual((await result(nextDay['task_id']))['unread_user_id_list'], ['hd0003']);
  });

  it('takes a form whose numbers and lists are texts', async () => {
    const form = new URLSearchParams({
      access_token: await client.token(),
      agent_id: String(client.organisation.agentId),
      userid_list: 'hd0004',
      to_all_user: 'false',
      msg: JSON.stringify({ msgtype: 'markdown', markdown: { title: '甲', text: '乙' } }),
    });
    const url = `${simulator.oapi}${root}/asyncsend_v2`;
    const { body } = await read(await fetch(url, { method: 'POST', body: form }));
    assert.equal(body['errcode'], 0);
    assert.equal(client.entries('work.sent').at(-1)?.['userId'], 'hd0004');
  });

  it('reaches the people of the departments below a department', async () => {
    const { agentId } = client.organisation;
    const msg = { msgtype: 'text', text: { content: '全公司' } };
    const { body } = await client.oapi(`${root}/asyncsend_v2`, {
      agent_id: agentId,
      dept_id_list: '1',
      msg,
    });
    const { unread_user_id_list: reached } = await result(body['task_id']);
    assert.deepEqual(
      reached,
      client.organisation.users.map(({ userId }) => userId),
    );
  });

  it('refuses another agent and a message over 2048 bytes', async () => {
    const msg = { msgtype: 'text', text: { content: '字'.repeat(700) } };
    const { agentId } = client.organisation;
    const long = await client.oapi(`${root}/asyncsend_v2`, {
      agent_id: agentId,
      userid_list: 'hd0003',
      msg,
    });
    const other = await client.oapi(`${root}/asyncsend_v2`, {
      agent_id: 1,
      userid_list: 'hd0003',
      msg,
    });
    assert.deepEqual([long.body['errcode'], other.body['errcode']], [34014, 40056]);
  });
});
