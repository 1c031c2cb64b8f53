import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type OrganisationSummary,
} from '@hub/simulator-dingtalk';
import type { Browser, Locator, Page } from 'playwright-core';
import { startBrowser } from './testing/browser.js';

const [manager, accountant, clerk] = ['manager01', 'hd0003', 'hd0001'];

/** The simulated DingTalk alone: what its page shows, and what a person does there. */
describe('the phones of the simulated DingTalk', () => {
  let dingtalk: DingTalkSimulator;
  let organisation: OrganisationSummary;
  let browser: Browser;
  let page: Page;
  let token = '';
  const errors: string[] = [];
  const asked = new Set<string>();

  before(async () => {
    [dingtalk, browser] = await Promise.all([startDingTalkSimulator(), startBrowser()]);
    const [first] = dingtalk.organisations;
    assert.ok(first !== undefined);
    organisation = first;
    const { appKey, appSecret } = organisation;
    token = String(
      (await api('POST', '/v1.0/oauth2/accessToken', { appKey, appSecret }))['accessToken'],
    );
    page = await browser.newPage({ viewport: { width: 1280, height: 880 }, locale: 'zh-CN' });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(address(''));
    await phone(manager).getByRole('navigation').waitFor();
  });
  after(async () => {
    await browser.close();
    await dingtalk.close();
  });

  const address = (more: string): string =>
    `${dingtalk.control}#corp=${organisation.corpId}&people=${manager},${accountant},${clerk}${more}`;
  const phone = (userId: string): Locator => page.locator(`[data-user-id="${userId}"]`);
  const tab = async (userId: string, name: string): Promise<void> =>
    phone(userId).getByRole('navigation').getByRole('button', { name }).click();
  const group = (): { openConversationId: string; title: string } => {
    const [first] = organisation.groups;
    assert.ok(first !== undefined);
    return first;
  };

  async function api(
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${dingtalk.api}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  async function oapi(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await api('POST', `${path}?access_token=${token}`, body);
    assert.equal(answer['errcode'], 0, JSON.stringify(answer));
    return answer;
  }

  async function unionOf(userid: string): Promise<string> {
    const { result } = await oapi('/topapi/v2/user/get', { userid });
    return (result as { unionid: string }).unionid;
  }

  it('have the tabs, the chats and the names of a phone', async () => {
    const tabs = phone(manager).getByRole('navigation').getByRole('button');
    assert.deepEqual(await tabs.allTextContents(), ['消息', '待办', '日历', '通讯录']);
    assert.equal(await phone(manager).getAttribute('aria-label'), '王芳的手机');
    await phone(clerk).getByRole('button', { name: group().title }).click();
    const members = String(organisation.users.length);
    await phone(clerk)
      .getByRole('heading', { name: `${group().title}(${members})` })
      .waitFor();
    await phone(clerk).getByRole('button', { name: '返回' }).click();
  });

  it('count what is unread, and tell the writer who has read it', async () => {
    await tab(clerk, '通讯录');
    await phone(clerk).locator('.contact', { hasText: '王芳' }).click();
    await phone(clerk).getByRole('textbox', { name: '发消息' }).fill('订单请看一下');
    await phone(clerk).getByRole('button', { name: '发送' }).click();
    await phone(clerk).locator('.receipt', { hasText: '未读' }).waitFor();
    const row = phone(manager).locator('.chat-row', { hasText: '李晓梅' });
    await row.getByLabel('未读 1').waitFor();
    await row.click();
    await phone(manager).locator('.bubble', { hasText: '订单请看一下' }).waitFor();
    await phone(clerk).locator('.receipt', { hasText: '已读' }).waitFor();
    await phone(manager).getByRole('button', { name: '返回' }).click();
  });

  it('tick a to-do off, and leave one of another system alone', async () => {
    const [unionId, path] = [
      await unionOf(manager),
      (id: string): string => `/v1.0/todo/users/${id}/tasks`,
    ];
    const todo = { creatorId: unionId, executorIds: [unionId] };
    const own = { ...todo, sourceId: 'own', subject: '上传合同' };
    const { id } = await api('POST', `${path(unionId)}?operatorId=${unionId}`, own);
    const urls = { appUrl: 'https://erp.example.com/1', pcUrl: 'https://erp.example.com/1' };
    const other = { ...todo, sourceId: 'erp', subject: '审批订单', detailUrl: urls };
    await api('POST', `${path(unionId)}?operatorId=${unionId}`, other);
    await tab(manager, '待办');
    await phone(manager).getByRole('checkbox', { name: '完成：上传合同' }).check();
    await phone(manager).locator('.todo-done', { hasText: '上传合同' }).waitFor();
    assert.equal(
      await phone(manager).getByRole('checkbox', { name: '完成：审批订单' }).isDisabled(),
      true,
    );
    const office = `control/organisations/${organisation.corpId}/people/${manager}/office`;
    const { todos } = (await (await fetch(`${dingtalk.control}${office}`)).json()) as {
      todos: { id: string; done: boolean }[];
    };
    const done = todos.filter((each) => each.done).map((each) => each.id);
    assert.deepEqual(done, [id]);
  });

  it('decide an approval and accept an invitation', async () => {
    const { corpId } = organisation;
    const people = `${dingtalk.control}control/organisations/${corpId}`;
    const listed = await fetch(`${people}/approval-templates`);
    const { templates } = (await listed.json()) as {
      templates: {
        processCode: string;
        components: { name: string; required?: boolean; componentType: string }[];
      }[];
    };
    const [template] = templates;
    assert.ok(template !== undefined);
    const form = Object.fromEntries(
      template.components
        .filter(({ required }) => required === true)
        .map(({ componentType, name }) => [name, componentType === 'MoneyField' ? '1200' : '甲']),
    );
    const started = await fetch(`${people}/people/${clerk}/approvals`, {
      method: 'POST',
      body: JSON.stringify({ processCode: template.processCode, form }),
    });
    assert.equal(started.status, 200, await started.text());
    await phone(manager).getByRole('button', { name: '审批 1' }).click();
    await phone(manager).getByRole('button', { name: '同意' }).click();
    await phone(manager).getByRole('button', { name: '同意' }).waitFor({ state: 'detached' });

    const [from, to] = [await unionOf(accountant), await unionOf(manager)];
    const at = (hours: number): object => ({
      dateTime: new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, ''),
      timeZone: 'Asia/Shanghai',
    });
    const event = { summary: '结账会', start: at(1), end: at(2), attendees: [{ id: to }] };
    await api('POST', `/v1.0/calendar/users/${from}/calendars/primary/events`, event);
    await tab(manager, '日历');
    const entry = phone(manager).locator('.event', { hasText: '结账会' });
    await entry.getByRole('button', { name: '接受' }).click();
    await entry.getByText('已接受').waitFor();
  });

  it('show a DING until it is confirmed', async () => {
    const ding = { robotCode: organisation.robotCode, remindType: 1, content: '订单已超时' };
    await api('POST', '/v1.0/robot/ding/send', { ...ding, receiverUserIdList: [accountant] });
    await phone(accountant).getByRole('button', { name: 'DING消息' }).click();
    await phone(accountant).getByRole('button', { name: '收到' }).click();
    await phone(accountant).getByText('已确认').waitFor();
    await phone(accountant).getByRole('button', { name: '返回' }).click();
  });

  it('show a work notification with its fields, and no markup of anybody', async () => {
    const oa = {
      message_url: 'https://erp.example.com/1',
      head: { bgcolor: 'FF3B8CFF', text: '金蝶云星空' },
      body: {
        title: '到期提醒 <img src=x onerror=alert(1)>',
        form: [{ key: '客户', value: '甲公司' }],
      },
    };
    await oapi('/topapi/message/corpconversation/asyncsend_v2', {
      agent_id: organisation.agentId,
      userid_list: accountant,
      msg: { msgtype: 'oa', oa },
    });
    await phone(accountant).locator('.chat-row', { hasText: '工作通知' }).click();
    const shown = phone(accountant).locator('.oa', { hasText: '甲公司' });
    await shown.waitFor();
    assert.match((await shown.textContent()) ?? '', /到期提醒 <img src=x onerror=alert\(1\)>/);
    assert.equal(await shown.locator('img').count(), 0);
  });

  it('go by the time of the simulator; they went by that of the browser, and stood still', async () => {
    const unionId = await unionOf(manager);
    const dueTime = dingtalk.clock.now() + 3_600_000;
    const todo = { sourceId: 'due', subject: '补发票', creatorId: unionId, executorIds: [unionId] };
    const path = `/v1.0/todo/users/${unionId}/tasks?operatorId=${unionId}`;
    await api('POST', path, { ...todo, dueTime });
    await tab(manager, '待办');
    await phone(manager)
      .getByRole('button', { name: /^待办 \d/ })
      .click();
    await phone(manager).locator('.todo-due', { hasText: '截止' }).waitFor();
    const day = 86_400_000;
    dingtalk.clock.shift(day);
    await phone(manager).locator('.todo-late', { hasText: '已逾期' }).waitFor();
    dingtalk.clock.shift(-day);
    await phone(manager).locator('.todo-late').waitFor({ state: 'detached' });
  });

  it('speak English on demand', async () => {
    await page.getByRole('combobox', { name: '语言' }).selectOption('en');
    await phone(manager)
      .getByRole('navigation')
      .getByRole('button', { name: 'Contacts' })
      .waitFor();
    assert.equal(await page.title(), 'DingTalk simulator');
    assert.match(page.url(), /lang=en/);
  });

  it('ask nobody but the simulator, and complain about nothing', () => {
    assert.deepEqual([...asked], [new URL(dingtalk.control).origin]);
    assert.deepEqual(errors, []);
  });
});
