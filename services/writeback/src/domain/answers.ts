import type { Decision } from '@hub/schemas';
import type { Decided } from './erp.js';
import type { Refusal } from './refusal.js';

/** What write-back itself says to people, in one language. */
export interface Answers {
  readonly working: string;
  readonly workingDetail: string;
  readonly notDone: string;
  readonly verbs: Readonly<Record<Decided, string>>;
  readonly refusals: Readonly<Record<Refusal, string>>;
  readonly received: (verb: string, number: string) => string;
  readonly none: string;
  readonly noneOfNumber: (number: string) => string;
  readonly several: (lines: readonly string[], verb: string, example: string) => string;
  readonly decidedAlready: (verb: string, actor: string) => string;
  readonly reasonMissing: string;
  readonly privately: string;
  readonly help: string;
  readonly title: string;
}

const chinese: Answers = {
  working: '处理中',
  workingDetail: '已收到，正在写入金蝶',
  notDone: '未生效',
  verbs: { APPROVE: '同意', REJECT: '驳回' },
  refusals: {
    WRITEBACK_FORGED: '此按钮不是由系统发出的',
    WRITEBACK_EXPIRED: '按钮已过期，请在金蝶中处理',
    WRITEBACK_NOT_YOURS: '此按钮不是给您的',
    WRITEBACK_STALE: '单据已变更',
    WRITEBACK_DECIDED: '此节点已经处理过',
    WRITEBACK_UNBOUND: '您的钉钉账号还没有绑定金蝶用户',
    WRITEBACK_SELF: '不能审批自己提交的单据',
    WRITEBACK_ERP_REFUSED: '金蝶拒绝了此操作',
    WRITEBACK_UNDECIDED: '正在核实',
  },
  received: (verb, number) => `已收到：${verb} ${number}，正在处理。结果会显示在卡片上。`,
  none: '您现在没有待审批的单据。',
  noneOfNumber: (number) => `没有找到等您审批的单据 ${number}。`,
  several: (lines, verb, example) =>
    `您有多张待审批的单据，请写明单号，例如：${verb} ${example}\n\n${lines.join('\n')}`,
  decidedAlready: (verb, actor) => `已${verb}（${actor}）`,
  reasonMissing: '请写明驳回的原因，例如：驳回 金额不对',
  privately: '为了安全，请在与机器人的单聊中回复。',
  help: '请回复：同意、确认付款、批准，或 驳回 加原因；有多张单据时请加上单号，例如：同意 CGDD000186',
  title: '审批助手',
};

const english: Answers = {
  working: 'In progress',
  workingDetail: 'Received; being written to Kingdee',
  notDone: 'Not done',
  verbs: { APPROVE: 'approve', REJECT: 'reject' },
  refusals: {
    WRITEBACK_FORGED: 'This button was not made by the hub',
    WRITEBACK_EXPIRED: 'The button has expired; please decide in Kingdee',
    WRITEBACK_NOT_YOURS: 'This button was not meant for you',
    WRITEBACK_STALE: 'The bill was changed',
    WRITEBACK_DECIDED: 'This step has been decided already',
    WRITEBACK_UNBOUND: 'Your DingTalk account is bound to no Kingdee user',
    WRITEBACK_SELF: 'You cannot approve your own bill',
    WRITEBACK_ERP_REFUSED: 'Kingdee refused this action',
    WRITEBACK_UNDECIDED: 'Being checked',
  },
  received: (verb, number) =>
    `Received: ${verb} ${number}. It is being done; the card will show the result.`,
  none: 'No bill awaits your approval.',
  noneOfNumber: (number) => `No bill ${number} awaits your approval.`,
  several: (lines, verb, example) =>
    `Several bills await you; please name one, e.g. ${verb} ${example}\n\n${lines.join('\n')}`,
  decidedAlready: (verb, actor) => `Decided: ${verb} (${actor})`,
  reasonMissing: 'Please give a reason, e.g. reject wrong amount',
  privately: 'For safety, please write to the robot in private.',
  help: 'Please reply: approve, or reject with a reason; with several bills add the number, e.g. approve CGDD000186',
  title: 'Approvals',
};

/** The answers of a language tag; Chinese unless it is some English. */
export function answersOf(language: string): Answers {
  return /^en\b/i.test(language) ? english : chinese;
}

/** Variables of a card that only the person who clicked sees. */
export type PrivateParams = Readonly<Record<string, string>>;

const colours = { working: '#FF9D46', notDone: '#F65E5E', over: '#858E99' } as const;

/** The click is safe; the buttons rest until its outcome is known. */
export function workingParams({ working, workingDetail }: Answers): PrivateParams {
  return {
    status: working,
    statusColor: colours.working,
    detail: workingDetail,
    canDecide: 'false',
  };
}

/** The click had no effect, and why. */
export function refusedParams({ notDone, refusals }: Answers, refusal: Refusal): PrivateParams {
  return {
    status: notDone,
    statusColor: colours.notDone,
    detail: refusals[refusal],
    canDecide: 'false',
  };
}

/** What was decided before this click. */
export function decidedParams(answers: Answers, { action, actor }: Decision): PrivateParams {
  const verb = answers.verbs[action === 'REJECT' ? 'REJECT' : 'APPROVE'];
  const status = answers.decidedAlready(verb, actor.name);
  return {
    status,
    statusColor: colours.over,
    detail: answers.refusals.WRITEBACK_DECIDED,
    canDecide: 'false',
    approveToken: '',
    rejectToken: '',
  };
}
