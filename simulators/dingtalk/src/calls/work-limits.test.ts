import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { SimulatorClient } from '../testing/simulator-client.js';

const root = '/topapi/message/corpconversation';
const day = 86_400_000;
type Body = Record<string, unknown>;

describe('what work notifications take and what they drop', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let agent: { agent_id: number };
  let texts = 0;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
    agent = { agent_id: client.organisation.agentId };
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
    simulator.clock.shift(day);
  });
  after(async () => {
    await simulator.close();
  });

  const call = async (name: string, body: object): Promise<Body> =>
    (await client.oapi(`${root}/${name}`, { ...agent, ...body })).body;
  const text = (content = `通知 ${String((texts += 1))}`): object => ({
    msgtype: 'text',
    text: { content },
  });
  const send = async (to: object, msg: object = text()): Promise<Body> =>
    call('asyncsend_v2', { ...to, msg });
  const toOne = { userid_list: 'hd0003' };
  const resultOf = async (task: Body): Promise<Body> =>
    (await call('getsendresult', { task_id: task['task_id'] }))['send_result'] as Body;
  const dropped = async (task: Body): Promise<unknown[]> =>
    ((await resultOf(task))['forbidden_list'] as { code: string }[]).map(({ code }) => code);

  const url = 'https://erp.example/bill';
  const good: [string, object][] = [
    ['image', { media_id: '@lADP1' }],
    ['voice', { media_id: '@lAzP1', duration: '10' }],
    ['file', { media_id: '@lAzP2' }],
    ['link', { messageUrl: url, picUrl: '@lADP1', title: '甲', text: '乙' }],
    ['markdown', { title: '甲', text: '# 乙' }],
    ['oa', { message_url: url, head: { bgcolor: 'FFBBBBBB', text: '头' }, body: { title: '题' } }],
    ['action_card', { title: '甲', markdown: '乙', single_title: '看', single_url: url }],
    [
      'action_card',
      {
        title: '甲',
        markdown: '丙',
        btn_orientation: '1',
        btn_json_list: [{ title: '看', action_url: url }],
      },
    ],
  ];
  for (const [msgtype, content] of good) {
    it(`delivers ${msgtype} with ${Object.keys(content).join(', ')}`, async () => {
      const sent = await send(toOne, { msgtype, [msgtype]: content });
      assert.equal(sent['errcode'], 0, JSON.stringify(sent));
      const entry = client.entries('work.sent').at(-1);
      assert.deepEqual([entry?.['msgtype'], entry?.['content']], [msgtype, content]);
    });
  }

  const bad: [string, object, number][] = [
    ['camel case', { msgtype: 'actionCard', actionCard: { title: '甲' } }, 40008],
    ['no content', { msgtype: 'text' }, 40008],
    [
      'a link without picture',
      { msgtype: 'link', link: { messageUrl: url, title: '甲', text: '乙' } },
      40035,
    ],
    [
      'a card without buttons',
      { msgtype: 'action_card', action_card: { title: '甲', markdown: '乙' } },
      40035,
    ],
    [
      'a button title of 21 characters',
      {
        msgtype: 'action_card',
        action_card: {
          title: '甲',
          markdown: '乙',
          single_title: '看'.repeat(21),
          single_url: url,
        },
      },
      34016,
    ],
    [
      'markdown of 1001 characters on a card',
      {
        msgtype: 'action_card',
        action_card: {
          title: '甲',
          markdown: 'a'.repeat(1001),
          single_title: '看',
          single_url: url,
        },
      },
      34016,
    ],
    [
      '2049 bytes',
      { msgtype: 'text', text: { content: 'a'.repeat(2049 - 47) + '字'.repeat(3) } },
      34014,
    ],
  ];
  for (const [what, msg, errcode] of bad) {
    it(`refuses ${what} with ${String(errcode)}`, async () => {
      assert.equal((await send(toOne, msg))['errcode'], errcode);
    });
  }

  it('counts bytes, not characters: 2048 pass and one more does not', async () => {
    const frame = Buffer.byteLength(JSON.stringify({ msgtype: 'text', text: { content: '' } }));
    const fits = 'a'.repeat(2048 - frame);
    assert.equal((await send(toOne, text(fits)))['errcode'], 0);
    assert.equal((await send(toOne, text(`${fits}a`)))['errcode'], 34014);
  });

  it('drops beyond the day of a person and the minute of an application, and says ok', async (context) => {
    holdStill(context, simulator.clock);
    simulator.settings.workPerPersonAndDay = 2;
    const three = [await send(toOne), await send(toOne), await send(toOne)];
    assert.deepEqual(
      three.map(({ errcode }) => errcode),
      [0, 0, 0],
    );
    assert.deepEqual(await dropped(three[2] ?? {}), ['143105']);
    simulator.settings.workRecipientsPerMinute = 1;
    simulator.clock.shift(60_001);
    const two = await send({ userid_list: 'hd0004,hd0005' });
    assert.deepEqual(await dropped(two), ['143103']);
    assert.deepEqual((await resultOf(two))['unread_user_id_list'], ['hd0004']);
  });

  it('drops beyond the minute of the organisation and the third message to everybody', async (context) => {
    holdStill(context, simulator.clock);
    simulator.settings.workOrgRecipientsPerMinute = 0;
    assert.deepEqual(await dropped(await send(toOne)), ['143104']);
    simulator.settings.workOrgRecipientsPerMinute = null;
    simulator.settings.workToAllPerDay = 1;
    await send({ to_all_user: 'true' });
    const again = await resultOf(await send({ to_all_user: true }));
    assert.deepEqual(again['unread_user_id_list'], []);
    assert.equal((again['forbidden_user_id_list'] as []).length, client.organisation.users.length);
  });

  it('takes the same content again the next day, after 24 hours, or always, as switched', async (context) => {
    holdStill(context, simulator.clock);
    const same = async (): Promise<unknown[]> => dropped(await send(toOne, text('每天一次')));
    assert.deepEqual(await same(), []);
    assert.deepEqual(await same(), ['143106']);
    simulator.settings.sameContentPer = 'never';
    assert.deepEqual(await same(), []);
    simulator.settings.sameContentPer = '24-hours';
    simulator.clock.shift(day - 60_000);
    assert.deepEqual(await same(), ['143106']);
    simulator.clock.shift(60_001);
    assert.deepEqual(await same(), []);
  });

  it('drops blank and forbidden content silently', async () => {
    assert.deepEqual(await dropped(await send(toOne, text('  '))), ['1430000']);
    assert.deepEqual(await dropped(await send(toOne, text('违禁测试词'))), ['1430002']);
  });

  it('names people outside the visible range and departments that are not there', async () => {
    const { appKey, corpId } = client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    await client.control('PUT', app, { visibleTo: { userIds: ['hd0003'], deptIds: [] } });
    const task = await send({ userid_list: 'hd0003,hd0004', dept_id_list: '999' });
    await client.control('PUT', app, { visibleTo: { userIds: [], deptIds: [1] } });
    const found = await resultOf(task);
    assert.deepEqual(
      [found['unread_user_id_list'], found['invalid_user_id_list'], found['invalid_dept_id_list']],
      [['hd0003'], ['hd0004'], ['999']],
    );
    assert.deepEqual(
      (await resultOf(await send({ userid_list: 'hd0004' })))['invalid_user_id_list'],
      [],
    );
  });

  it('changes the status bar of an oa message for all, within its window', async () => {
    const bar = { status_value: '待审批', status_bg: '0xFFFF9D46' };
    const oa = { message_url: url, body: { title: '付款' }, status_bar: bar };
    const sent = await send({ userid_list: 'hd0003,hd0004' }, { msgtype: 'oa', oa });
    const update = { task_id: sent['task_id'], status_value: '已同意', status_bg: '0xFF78C06E' };
    assert.equal((await call('status_bar/update', update))['errcode'], 0);
    const { body } = await client.person('hd0004', 'GET', '/inbox');
    assert.match(
      JSON.stringify(body),
      /"status_bar":\{"status_value":"已同意","status_bg":"0xFF78C06E"\}/,
    );
    const plain = await send(toOne);
    assert.equal(
      (await call('status_bar/update', { ...update, task_id: plain['task_id'] }))['errcode'],
      40008,
    );
    simulator.clock.shift(day + 1);
    assert.equal((await call('status_bar/update', update))['errcode'], 41052);
    simulator.settings.statusBarWindowMs = 7 * day;
    assert.equal((await call('status_bar/update', update))['errcode'], 0);
    const many = client.organisation.users.slice(0, 6).map(({ userId }) => userId);
    const refused = await send({ userid_list: many.join(',') }, { msgtype: 'oa', oa });
    assert.equal(refused['errcode'], 400002);
  });

  it('recalls within a day, without a trace, and answers about progress and result as long', async () => {
    const sent = await send({ userid_list: 'hd0005' }, text('要撤回'));
    const { task_id: taskId } = sent;
    const { progress } = await call('getsendprogress', { task_id: taskId });
    assert.deepEqual(progress, { progress_in_percent: 100, status: 2 });
    assert.equal((await call('recall', { msg_task_id: taskId }))['errcode'], 0);
    const inbox = await client.person('hd0005', 'GET', '/inbox');
    assert.equal(JSON.stringify(inbox.body).includes('要撤回'), false);
    simulator.clock.shift(day + 1);
    for (const name of ['getsendprogress', 'getsendresult', 'recall']) {
      const { errcode } = await call(name, { task_id: taskId, msg_task_id: taskId });
      assert.equal(errcode, 41052, name);
    }
    // Documented as a day and as a week; the two could not be told apart from the result, which is a day.
    simulator.settings.workProgressWindowMs = 7 * day;
    const [late, gone] = [
      await call('getsendprogress', { task_id: taskId }),
      await call('getsendresult', { task_id: taskId }),
    ];
    assert.deepEqual([late['errcode'], gone['errcode']], [0, 41052]);
  });

  it('does not answer about more than a hundred recipients', async () => {
    simulator.settings.workResultRecipientsMax = 1;
    const sent = await send({ userid_list: 'hd0003,hd0004' });
    const { errcode, sub_code: subCode } = await call('getsendresult', {
      task_id: sent['task_id'],
    });
    assert.deepEqual([errcode, subCode], [15, 'isp.call-timeout']);
  });

  it('takes the first version of the call, with type and content apart', async () => {
    const msgcontent = JSON.stringify({ content: '旧' });
    const body = { msgtype: 'text', msgcontent, ...toOne };
    assert.equal((await call('asyncsend', body))['errcode'], 0);
    assert.deepEqual(client.entries('work.sent').at(-1)?.['content'], { content: '旧' });
  });
});
