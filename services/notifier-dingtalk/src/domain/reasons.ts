import type { HubError } from '@hub/core';

/** Why somebody got no message, for the administrator of a subsidiary: Chinese, English, then DingTalk's own code. */
export function reasonText(zh: string, en: string, code = ''): string {
  return `${zh} / ${en}${code === '' ? '' : ` (${code})`}`;
}

export const reasons = {
  overtaken: reasonText(
    '单据已有新进展，此消息不再发送',
    'overtaken: the bill went on before this message had its turn',
  ),
  unmentioned: reasonText('钉钉未说明结果', 'DingTalk did not mention this recipient'),
  invalid: reasonText(
    '钉钉查无此人，或此人不在应用可见范围内',
    'DingTalk knows no such user, or he is outside the visible range of the application',
  ),
  dingsSpent: reasonText(
    '企业本月 DING 次数已用完，已改用机器人消息',
    "the organisation's DINGs of this month are used up; the robot says it instead",
  ),
  flowControlled: reasonText(
    '钉钉限流，对此人发送过多',
    'DingTalk held the message back: too many to this user',
  ),
  bundled: reasonText('已与其他消息合并送出', 'told together with others'),
  corrected: reasonText(
    '已与其他消息合并送出；单据撤销后已另行告知',
    'told together with others, and of the undoing after it',
  ),
  correctedGroup: reasonText(
    '群机器人的消息无法撤回；单据撤销后已另行告知',
    'what a custom robot says cannot be taken back; the group was told of the undoing',
  ),
  doubled: reasonText(
    '可能重复送达：第一次发送未收到答复，已再发一次',
    'may have arrived twice: the first sending got no answer, so it was sent once more',
  ),
  unforeseen: reasonText(
    '程序内部错误，消息未能发送，请报告',
    'a mistake in the hub itself; report it',
    'KAFKA_HANDLER_THREW',
  ),
  doubtful: reasonText(
    '是否送达不明，也可能送达两次：两次发送均未收到答复，不再重发',
    'nobody knows whether it arrived, and it may have arrived twice: two sendings got no answer; it is not sent a third time',
  ),
} as const;

/** DingTalk's codes by their beginning, most telling first. */
const known: readonly (readonly [prefix: string, zh: string, en: string])[] = [
  ['param.templateUnpublished', '卡片模板未发布', 'the card template is not published'],
  ['param.templateNotExist', '卡片模板不存在', 'there is no such card template'],
  ['param.contentUnsafe', '内容含违禁词', 'the content holds forbidden words'],
  ['contain.', '内容含违禁词或不安全链接', 'the content holds forbidden words or an unsafe link'],
  ['430101', '内容被拒绝', 'the content was refused'],
  ['430102', '内容被拒绝', 'the content was refused'],
  ['430103', '内容被拒绝', 'the content was refused'],
  ['430104', '内容被拒绝', 'the content was refused'],
  ['param.userIdNotExist', '钉钉查无此人', 'DingTalk knows no such user'],
  ['60121', '钉钉查无此人', 'DingTalk knows no such user'],
  ['33012', '钉钉查无此人', 'DingTalk knows no such user'],
  ['miss.staffId', '钉钉查无此人', 'DingTalk knows no such user'],
  ['50002', '此人不在应用可见范围内', 'the person is outside the visible range of the application'],
  ['robot.oto.notExist', '机器人不存在或已停用', 'the robot does not exist or was stopped'],
  ['chatbotId.notAllow', '机器人不允许单聊', 'the robot may not write to single persons'],
  ['invalidParameter.msgParam', '消息过长或格式不对', 'the message is too long or malformed'],
  ['34014', '消息格式不对', 'the message is malformed'],
  ['34016', '消息过长', 'the message is too long'],
  ['40056', '应用 agentId 不对', 'the agent id of the application is wrong'],
  ['400013', '群已解散', 'the group was dissolved'],
  ['group.disbanded', '群已解散', 'the group was dissolved'],
  [
    'invalid.openConversationId',
    '没有这个群：openConversationId 不对',
    'there is no such group: openConversationId is wrong',
  ],
  [
    'invalidParameter.robotCode',
    '机器人不在群中，或 robotCode 不对',
    'the robot is not in the group, or robotCode is wrong',
  ],
  ['resource.unavailable', '机器人不在群中', 'the robot is not in the group'],
  ['template.stopped', '机器人已停用', 'the robot was stopped'],
  [
    '300005',
    '群机器人地址无效：access_token 不存在',
    'the address of the group robot is wrong: there is no such access_token',
  ],
  [
    '400101',
    '群机器人地址无效：access_token 不存在',
    'the address of the group robot is wrong: there is no such access_token',
  ],
  [
    '310000.keyword',
    '消息不含群机器人的关键词：请在 tenant.yaml 填写 keyword',
    "the message lacks the robot's keyword: write keyword into tenant.yaml",
  ],
  [
    '310000.timestamp',
    '加签时间与钉钉相差超过一小时：请校准服务器时钟',
    'the signature is an hour off: set the clock of the server',
  ],
  [
    '310000.sign',
    '加签不对：请核对群机器人的加签密钥',
    "the signature is wrong: compare the robot's secret of 加签",
  ],
  [
    '310000.ip',
    '服务器出口 IP 不在群机器人的 IP 段中',
    "the address of the server is not on the robot's list (IP 地址段)",
  ],
  ['310000', '群机器人的安全设置拒绝了消息', "the robot's security setting refused the message"],
  ['40035', '消息过长或缺少参数', 'the message is too long or lacks a parameter'],
  ['400102', '群机器人已停用', 'the robot of the group was stopped'],
  ['400106', '机器人已被移出群', 'the robot was removed from the group'],
  ['143103', '应用每分钟接收人数超限', 'too many recipients of the application in a minute'],
  ['143104', '企业每分钟接收人数超限', 'too many recipients of the organisation in a minute'],
  ['143105', '此人当天消息已达上限', 'this person has had as many messages today as allowed'],
  ['143106', '同一内容当天已发过', 'the same text was sent to this person today'],
  ['1430002', '内容被拒绝', 'the content was refused'],
  ['1430004', '接收人开启了高管保护', 'the recipient is under executive protection'],
];

/** What is not told by DingTalk's own code, by ours; what is to be mended, and where. */
const kinds: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  DINGTALK_SCOPE: [
    '应用缺少权限，请在开发者后台“权限管理”中申请并发布，然后重放',
    'the application lacks a permission; apply for it in 权限管理 of the developer console, publish, then replay',
  ],
  DINGTALK_CREDENTIALS: [
    '应用凭证不对，请更正后重放',
    'the credentials of the application are wrong; correct them, then replay',
  ],
  DINGTALK_ADDRESS_REFUSED: [
    '服务器出口 IP 不在应用的白名单中，请在开发者后台“安全设置”加入后重放',
    "the address of the server is not on the application's list; add it in 安全设置 of the developer console, then replay",
  ],
  DINGTALK_USER: [
    '钉钉查无此人，或此人不在应用可见范围内',
    'DingTalk knows no such user, or he is outside the visible range of the application',
  ],
  DINGTALK_AGENT: ['应用 agentId 不对', 'the agent id of the application is wrong'],
  DINGTALK_ROBOT: [
    '机器人不存在、已停用或已被移出群',
    'the robot does not exist, was stopped, or was removed from the group',
  ],
  DINGTALK_GROUP: ['群已解散，或群标识不对', 'the group was dissolved, or its id is wrong'],
  DINGTALK_TEMPLATE: [
    '卡片或消息模板不存在或未发布',
    'the template of the card or message does not exist or is not published',
  ],
  DINGTALK_CONTENT: ['内容含违禁词', 'the content holds forbidden words'],
  DINGTALK_LENGTH: ['消息过长', 'the message is too long'],
  DINGTALK_WEBHOOK_SECURITY: [
    '群机器人的安全设置拒绝了消息',
    "the robot's security setting refused the message",
  ],
  DINGTALK_DING_QUOTA: [
    '企业本月 DING 次数已用完',
    "the organisation's DINGs of this month are used up",
  ],
  DINGTALK_REFUSED: ['钉钉拒绝了此消息', 'DingTalk refused the message'],
  DINGTALK_QUOTA: ['本月调用额度已用完', 'the calls of this month are used up'],
  NOTIFIER_NO_UNION_ID: ['钉钉没有给出此人的 unionId', 'DingTalk names no union id of this person'],
  NOTIFIER_NO_AGENT: [
    '规则用了工作通知，但 tenant.yaml 没有 dingtalk.agentId',
    'the rule asks for a work notification and tenant.yaml has no dingtalk.agentId',
  ],
  NOTIFIER_NO_DATE: [
    '单据没有可放入日历的日期，请在模板中指定（due）或改用其他渠道',
    'the document has no date to put into a calendar; name one as due in the templates, or take another channel',
  ],
  NOTIFIER_DING_NOT_URGENT: [
    '规则用了 DING 但不是紧急（priority: URGENT），请修改规则',
    'the rule asks for a DING and is not urgent; mend the rule',
  ],
  NOTIFIER_GROUP_UNKNOWN: [
    'tenant.yaml 的 groups 中没有这个群，请加入后重放',
    'tenant.yaml has no such group under groups; add it, then replay',
  ],
  NOTIFIER_RECIPIENTS_MAX: [
    '规则选中的接收人太多，请缩小范围',
    'the rule finds too many recipients; narrow it',
  ],
  NOTIFIER_TEMPLATE_UNKNOWN: [
    '规则用了不存在的模板，请修改规则',
    'the rule names a template that does not exist; mend it',
  ],
  NOTIFIER_CHANNEL_UNKNOWN: [
    '此版本还没有规则所用的渠道，请升级后重放',
    'this version does not know the channel of the rule; upgrade, then replay',
  ],
};

/** The reason behind one of DingTalk's codes; null when nobody has met it yet. */
export function reasonOfCode(code: string): string | null {
  const found = known.find(([prefix]) => code.startsWith(prefix));
  return found === undefined ? null : reasonText(found[1], found[2], code);
}

/** Why a whole message was set aside. */
export function reasonOf(error: HubError): string {
  const code = 'vendorCode' in error ? String(error.vendorCode) : error.code;
  const told = reasonOfCode(code);
  if (told !== null) return told;
  const [zh, en] = kinds[error.code] ?? ['消息未能发送', error.message];
  const scopes = scopesIn(error);
  if (scopes === '') return reasonText(zh, en, code);
  return reasonText(`${zh}：${scopes}`, `${en}: ${scopes}`, code);
}

/** Whoever is to grant a permission has to know which. */
function scopesIn(error: HubError): string {
  return 'scopes' in error && Array.isArray(error.scopes) ? error.scopes.join(', ') : '';
}
