import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '@hub/core';
import type { Tenant } from '@hub/service';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import type { Finding } from '@hub/source';
import { dingtalkSection } from './dingtalk-checks.js';
import { examine } from './report.js';

const ids = [
  'clock',
  'token',
  'departments',
  'members',
  'roles',
  'directory',
  'cards',
  'robot',
  'work',
  'todo',
  'calendar',
  'ding',
  'stream',
];
const channels = new Set(['TO_DO', 'CALENDAR', 'DING'] as const);

const hasty = { ...systemClock, sleep: () => Promise.resolve() };

interface App {
  readonly appKey: string;
  readonly scopes: readonly string[];
}

/** Organisation, application and simulator of one examination. */
interface World {
  readonly corpId: string;
  readonly app: App;
  readonly account: Account;
}

type Account = Tenant['dingtalk'] & { readonly agentId: string };

describe('what doctor says of DingTalk', () => {
  let simulator: DingTalkSimulator;
  let world: World;

  const control = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> => {
    const response = await fetch(new URL(`control/${path}`, simulator.control), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    assert.ok(response.ok, JSON.stringify(answer));
    return answer;
  };
  const setApp = (body: object): Promise<unknown> =>
    control('PUT', `organisations/${world.corpId}/apps/${world.app.appKey}`, body);

  before(async () => {
    simulator = await startDingTalkSimulator();
    // The clock below does not wait between calls.
    await control('PUT', 'settings', { qpsPerAppAndApi: null });
    const [organisation = assert.fail()] = simulator.organisations;
    const { corpId, appKey, appSecret, robotCode, agentId } = organisation;
    const { apps } = await control('GET', `organisations/${corpId}`);
    const [app = assert.fail()] = apps as App[];
    const { api, oapi } = simulator;
    const account = {
      ...{ api, oapi, corpId, appKey, appSecret, robotCode },
      agentId: String(agentId),
      cardTemplateId: 'approval.schema',
      callsPerSecond: 20,
    };
    world = { corpId, app, account };
  });
  after(() => simulator.close());

  const said = async (
    more: Partial<Account> = {},
    groups: Tenant['groups'] = {},
  ): Promise<Map<string, Finding | null>> => {
    const dingtalk = { ...world.account, ...more };
    const tenant = { id: 'huadong', dingtalk, groups } as Partial<Tenant> as Tenant;
    const { answers } = await examine(dingtalkSection(tenant, hasty, channels));
    return new Map(answers.map(({ id, finding }) => [id, finding]));
  };
  /** `id code` of what is wrong. */
  const wrong = async (more: Partial<Account> = {}): Promise<readonly string[]> =>
    [...(await said(more))].flatMap(([id, finding]) =>
      finding?.ok === false ? [`${id} ${String(finding.code)}`] : [],
    );

  it('is nothing bad of the seeded organisation, and each question has its id', async () => {
    const findings = await said();
    assert.deepEqual(
      [...findings.keys()],
      ids.map((id) => `dingtalk.${id}`),
    );
    const texts = Object.fromEntries([...findings].map(([id, finding]) => [id, finding?.found.zh]));
    assert.deepEqual(
      [...findings.values()].filter((finding) => finding?.ok !== true),
      [],
    );
    assert.match(
      texts['dingtalk.directory'] ?? '',
      /^看得到 \d+ 人，\d+ 个部门；[1-9]\d* 人有手机号，[1-9]\d* 人有工号$/,
    );
    assert.equal(texts['dingtalk.cards'], '模板 approval.schema 已发布');
  });

  it('sends nothing to anybody', async () => {
    const { entries: before } = await control('GET', 'journal');
    await said();
    const { entries } = await control('GET', 'journal');
    const kinds = (entries as { readonly kind: string }[])
      .slice((before as unknown[]).length)
      .map(({ kind }) => kind)
      .filter((kind) => /sent|delivered|connected/.test(kind));
    assert.deepEqual(kinds, []);
  });

  const permissions = [
    ['qyapi_get_department_list', 'departments', '通讯录部门信息读权限'],
    ['qyapi_get_member', 'members', '成员信息读权限'],
    ['qyapi_get_department_member', 'roles', '通讯录部门成员读权限'],
    ['Card.Instance.Write', 'cards', '互动卡片实例写权限'],
    ['qyapi_robot_sendmsg', 'robot', '企业内机器人发送消息权限'],
    ['qyapi_base', 'work', '调用企业API基础权限'],
    ['Todo.Todo.Read', 'todo', '待办应用中待办读权限”“待办应用中待办写权限'],
    ['Todo.Todo.Write', 'todo', '待办应用中待办读权限”“待办应用中待办写权限'],
    ['Calendar.Event.Read', 'calendar', '日历应用中日程读权限”“日历应用中日程写权限'],
    ['Calendar.Event.Write', 'calendar', '日历应用中日程读权限”“日历应用中日程写权限'],
    ['Premium.Ding.Write', 'ding', '企业机器人发送撤回DING消息'],
  ] as const;
  for (const [scope, id, name] of permissions) {
    it(`names ${scope} when it is not granted, as the console calls it`, async () => {
      await setApp({ scopes: world.app.scopes.filter((each) => each !== scope) });
      try {
        const finding = (await said()).get(`dingtalk.${id}`);
        assert.equal(finding?.code, 'DINGTALK_SCOPE');
        assert.match(finding.found.en, new RegExp(scope));
        assert.match(finding.remedy?.zh ?? '', new RegExp(`“权限管理”中申请“${name}”`));
      } finally {
        await setApp({ scopes: world.app.scopes });
      }
    });
  }

  it('says of each group whether it can be told, and says nothing there', async () => {
    const { groups = [] } = simulator.organisations[0] ?? {};
    const [first = assert.fail(), second = assert.fail()] = groups;
    const token = new URL(second.webhook).searchParams.get('access_token') ?? '';
    const before = simulator.journal.after(0, Infinity).length;
    const findings = await said(
      {},
      {
        ours: { openConversationId: first.openConversationId },
        nowhere: { openConversationId: 'cidnowhere' },
        custom: { webhook: { token } },
        lost: { webhook: { token: 'lost' } },
      },
    );
    const found = ['ours', 'nowhere', 'custom', 'lost'].map((name) => {
      const { ok, code } = findings.get(`dingtalk.group.${name}`) ?? assert.fail(name);
      return [name, ok, code];
    });
    assert.deepEqual(found, [
      ['ours', true, null],
      ['nowhere', false, 'DINGTALK_GROUP'],
      ['custom', true, null],
      ['lost', false, 'DINGTALK_ROBOT'],
    ]);
    const custom = findings.get('dingtalk.group.custom');
    assert.match(custom?.found.zh ?? '', /关键词、加签、IP 段以及是否已停用，只有真正发送时才知道/);
    const after = simulator.journal.after(0, Infinity).slice(before);
    assert.deepEqual(
      after.filter(({ kind }) => kind.endsWith('.sent')),
      [],
    );
  });

  it('asks for the permission of a channel only when a rule uses it', async () => {
    const tenant = {
      id: 'huadong',
      dingtalk: world.account,
      groups: {},
    } as Partial<Tenant> as Tenant;
    const section = dingtalkSection(tenant, hasty, new Set(['CARD', 'TO_DO'] as const));
    await section.close?.();
    const asked = section.checks.map(({ id }) => id).filter((id) => /todo|calendar|ding$/.test(id));
    assert.deepEqual(asked, ['dingtalk.todo']);
  });

  it('finds keys, robot, agent and template that are wrong', async () => {
    assert.deepEqual(await wrong({ appSecret: 'wrong-secret' }), [
      'dingtalk.token DINGTALK_CREDENTIALS',
    ]);
    assert.deepEqual(await wrong({ robotCode: 'dingnobody' }), ['dingtalk.robot DINGTALK_ROBOT']);
    assert.deepEqual(await wrong({ agentId: '7' }), ['dingtalk.work DINGTALK_AGENT']);
    assert.deepEqual(await wrong({ cardTemplateId: 'none.schema' }), [
      'dingtalk.cards DINGTALK_TEMPLATE',
    ]);
    const template = `organisations/${world.corpId}/card-templates/approval.schema`;
    const { id, ...known } = await control('GET', template);
    assert.equal(id, 'approval.schema');
    await control('PUT', template, { ...known, published: false });
    try {
      assert.deepEqual(await wrong(), ['dingtalk.cards DINGTALK_TEMPLATE']);
    } finally {
      await control('PUT', template, known);
    }
  });

  it('finds an address that is not on the list, and asks no further', async () => {
    await setApp({ ipWhitelist: ['10.9.9.9'] });
    try {
      const findings = await said();
      const first = [...findings].find(([, finding]) => finding?.ok === false);
      assert.equal(first?.[1]?.code, 'DINGTALK_ADDRESS_REFUSED');
      assert.match(first[1].remedy?.zh ?? '', /服务器出口 IP/);
      assert.equal(findings.get('dingtalk.cards'), null);
    } finally {
      await setApp({ ipWhitelist: [] });
    }
  });

  it('finds Stream mode switched off', async () => {
    await setApp({ streamMode: false });
    try {
      const finding = (await said()).get('dingtalk.stream');
      assert.equal(finding?.ok, false);
      assert.match(finding.remedy?.zh ?? '', /Stream 模式/);
    } finally {
      await setApp({ streamMode: true });
    }
  });

  it('finds that the calls of the month are used up', async () => {
    const { monthlyApiCalls } = await control('GET', 'settings');
    await control('PUT', 'settings', { monthlyApiCalls: 0 });
    try {
      const codes = await wrong();
      assert.ok(codes.includes('dingtalk.cards DINGTALK_QUOTA'), codes.join());
      assert.ok(!codes.some((each) => each.startsWith('dingtalk.directory')), codes.join());
    } finally {
      await control('PUT', 'settings', { monthlyApiCalls });
    }
  });

  it('finds a DingTalk that cannot be reached, once', async () => {
    const away = 'http://127.0.0.1:9';
    assert.deepEqual(await wrong({ api: away, oapi: away }), [
      'dingtalk.clock CLOCK_UNKNOWN',
      'dingtalk.token DINGTALK_UNREACHABLE',
    ]);
  });
});
