import type { Clock } from '@hub/core';
import { DingTalkClient, DingTalkProbes } from '@hub/dingtalk';
import type { Rule } from '@hub/rules';
import type { Tenant } from '@hub/service';
import type { Check, Finding, Words } from '@hub/source';
import { callbackCheck } from './callback-check.js';
import { clockCheck } from './clock-checks.js';
import { bad, check, good } from './fault-words.js';
import { groupChecks } from './group-checks.js';
import type { Section } from './report.js';

/** The part of a tenant's file that is looked at. */
type Account = Tenant['dingtalk'] & { readonly agentId?: string | undefined };

/** A permission: what a call needs, and what the console calls it. */
interface Scope {
  readonly scope: string;
  readonly name: string;
}

const scopes = {
  departments: { scope: 'qyapi_get_department_list', name: '通讯录部门信息读权限' },
  members: { scope: 'qyapi_get_member', name: '成员信息读权限' },
  roles: { scope: 'qyapi_get_department_member', name: '通讯录部门成员读权限' },
  mobile: { scope: 'fieldMobile', name: '企业员工手机号信息' },
  cards: { scope: 'Card.Instance.Write', name: '互动卡片实例写权限' },
  robot: { scope: 'qyapi_robot_sendmsg', name: '企业内机器人发送消息权限' },
  work: { scope: 'qyapi_base', name: '调用企业API基础权限' },
  todo: {
    scope: 'Todo.Todo.Read, Todo.Todo.Write',
    name: '待办应用中待办读权限”“待办应用中待办写权限',
  },
  calendar: {
    scope: 'Calendar.Event.Read, Calendar.Event.Write',
    name: '日历应用中日程读权限”“日历应用中日程写权限',
  },
  ding: { scope: 'Premium.Ding.Write', name: '企业机器人发送撤回DING消息' },
} as const satisfies Record<string, Scope>;

/**
 * What DingTalk grants the tenant's application, one thing after another; docs/setup-dingtalk.md has a step for each.
 *
 * @param channels of the tenant's rules; what no rule uses need not be granted
 */
export function dingtalkSection(
  { id, dingtalk, groups }: Tenant,
  clock: Clock,
  channels: ReadonlySet<Rule['channel']>,
): Section {
  const probes = new DingTalkProbes(dingtalk);
  return {
    title: { zh: `钉钉 ${id}`, en: `DingTalk of ${id}` },
    checks: [
      clockCheck('dingtalk.clock', dingtalk.api, clock),
      ...accessChecks(dingtalk, probes),
      directoryCheck(dingtalk, clock),
      ...channelChecks(dingtalk, probes),
      ...ruleChecks(channels, probes),
      ...groupChecks(groups, probes),
      dingtalk.callback === undefined ? streamCheck(probes) : callbackCheck(dingtalk.callback.url),
    ],
    close: () => probes.close(),
  };
}

/** Whether the application is known and let in; reading the directory costs nothing of the month's calls. */
function accessChecks({ appKey }: Account, probes: DingTalkProbes): readonly Check[] {
  return [
    check('dingtalk.token', { zh: '登录', en: 'sign in' }, async () => {
      await probes.token();
      return good({ zh: `应用 ${appKey} 已登录`, en: `application ${appKey} is signed in` });
    }),
    granted('dingtalk.departments', { zh: '部门', en: 'departments' }, scopes.departments, () =>
      probes.departments(),
    ),
    granted('dingtalk.members', { zh: '成员', en: 'members' }, scopes.members, () =>
      probes.members(),
    ),
    granted('dingtalk.roles', { zh: '角色', en: 'roles' }, scopes.roles, () => probes.roles()),
  ];
}

/** Whether presses and answers can come in. */
function streamCheck(probes: DingTalkProbes): Check {
  const asks = { zh: 'Stream 连接', en: 'Stream connection' };
  const connected = check('dingtalk.stream', asks, async () => {
    const host = await probes.stream();
    return good({ zh: `可以连接 ${host}`, en: `${host} can be connected to` });
  });
  return withRemedy(connected, 'DINGTALK_REFUSED', {
    zh: '在开发者后台“事件订阅”和机器人的“消息接收模式”中选择 Stream 模式，然后发布应用',
    en: 'choose Stream 模式 in 事件订阅 and in 消息接收模式 of the robot, then publish the application',
  });
}

/** What is sent by; each costs one call of the month, and finds out when there are none left. */
function channelChecks(
  { cardTemplateId, robotCode, agentId }: Account,
  probes: DingTalkProbes,
): readonly Check[] {
  const cards = granted(
    'dingtalk.cards',
    { zh: '互动卡片', en: 'cards' },
    scopes.cards,
    () => probes.cards(),
    { zh: `模板 ${cardTemplateId} 已发布`, en: `template ${cardTemplateId} is published` },
  );
  const robot = granted(
    'dingtalk.robot',
    { zh: '机器人', en: 'robot' },
    scopes.robot,
    () => probes.robot(),
    { zh: `机器人 ${robotCode} 可以发送`, en: `robot ${robotCode} may send` },
  );
  if (agentId === undefined) return [cards, robot];
  const work = granted(
    'dingtalk.work',
    { zh: '工作通知', en: 'work notifications' },
    scopes.work,
    () => probes.work(agentId),
    { zh: `AgentId ${agentId} 可以发送`, en: `agent ${agentId} may send` },
  );
  return [cards, robot, work];
}

/** What only some rules send by; to-dos and calendars cost two calls of the month, DING one. */
function ruleChecks(
  channels: ReadonlySet<Rule['channel']>,
  probes: DingTalkProbes,
): readonly Check[] {
  const all = [
    ['TO_DO', { zh: '待办', en: 'to-dos' }, 'todo'],
    ['CALENDAR', { zh: '日历', en: 'calendars' }, 'calendar'],
    ['DING', { zh: 'DING', en: 'DING' }, 'ding'],
  ] as const;
  return all
    .filter(([channel]) => channels.has(channel))
    .map(([, asks, name]) => granted(`dingtalk.${name}`, asks, scopes[name], () => probes[name]()));
}

/** Whoever is in the ERP is found in DingTalk by his mobile number or his job number. */
function directoryCheck(dingtalk: Account, clock: Clock): Check {
  return check('dingtalk.directory', { zh: '通讯录', en: 'directory' }, async () => {
    const client = new DingTalkClient({ ...dingtalk, clock });
    const { users, departments } = await client.directory().finally(() => client.close());
    if (users.length === 0) {
      return bad(
        'INGEST_DIRECTORY_EMPTY',
        { zh: '应用看不到任何人', en: 'the application sees nobody' },
        {
          zh: '在开发者后台把应用的可见范围和通讯录接口范围设为全体员工，然后发布',
          en: "set the application's visible range and its contacts scope to everybody in the developer console, then publish",
        },
      );
    }
    const mobiles = users.filter(({ mobile }) => mobile !== null).length;
    const numbers = users.filter(({ jobNumber }) => jobNumber !== null).length;
    if (mobiles + numbers === 0) {
      return bad(
        'DINGTALK_SCOPE',
        {
          zh: `看得到 ${String(users.length)} 人，但没有手机号，也没有工号`,
          en: `sees ${String(users.length)} people, but neither a mobile number nor a job number of any`,
        },
        remedyFor(scopes.mobile),
      );
    }
    const [people, rooms] = [String(users.length), String(departments.length)];
    return good({
      zh: `看得到 ${people} 人，${rooms} 个部门；${String(mobiles)} 人有手机号，${String(numbers)} 人有工号`,
      en: `sees ${people} people in ${rooms} departments; ${String(mobiles)} with a mobile number, ${String(numbers)} with a job number`,
    });
  });
}

/** A permission, found out by a call that needs it. */
function granted(
  id: string,
  asks: Words,
  scope: Scope,
  ask: () => Promise<void>,
  well: Words = {
    zh: `已授权“${scope.name}”`,
    en: `${scope.scope} is granted`,
  },
): Check {
  const found = check(id, asks, async () => {
    await ask();
    return good(well);
  });
  return withRemedy(found, 'DINGTALK_SCOPE', remedyFor(scope));
}

/** Says more exactly than the words of a code how this check is mended. */
function withRemedy(asked: Check, code: string, remedy: Words): Check {
  const run = async (): Promise<Finding> => {
    const finding = await asked.run();
    return finding.code === code ? { ...finding, remedy } : finding;
  };
  return { ...asked, run };
}

function remedyFor({ scope, name }: Scope): Words {
  return {
    zh: `在开发者后台“权限管理”中申请“${name}”（${scope}），再到“版本管理与发布”发布`,
    en: `apply for ${name} (${scope}) in 权限管理 of the developer console, then publish the application`,
  };
}
