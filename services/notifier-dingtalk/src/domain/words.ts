import type { Step } from '@hub/schemas';

/** What the notifier says, in one language. */
export interface Words {
  readonly approvalTitle: (form: string) => string;
  readonly noticeTitle: (form: string) => string;
  readonly decisionTitle: (form: string, verdict: string) => string;
  readonly labels: Readonly<
    Record<'number' | 'amount' | 'department' | 'applicant' | 'date' | 'note' | 'status', string>
  >;
  /** Names of the other party by form; `other` where the form has none of its own. */
  readonly counterparty: Readonly<Record<string, string>> & { readonly other: string };
  readonly waiting: string;
  readonly steps: Readonly<Record<Step, string>>;
  readonly approved: string;
  /** Approved at one step while others still wait. */
  readonly passedOn: string;
  readonly approvedFinally: string;
  readonly rejected: string;
  readonly decidedBy: (actor: string, when: string) => string;
  readonly about: (local: string) => string;
  readonly checking: string;
  readonly checkingDetail: string;
  readonly handledInErp: string;
  readonly movedOn: string;
  readonly replaced: string;
  readonly replacedDetail: string;
  readonly notDone: string;
  readonly refusals: Readonly<Record<string, string>> & { readonly other: string };
}

const chinese: Words = {
  approvalTitle: (form) => `${form} 待审批`,
  noticeTitle: (form) => `${form} 通知`,
  decisionTitle: (form, verdict) => `您的${form}${verdict}`,
  labels: {
    number: '单号',
    amount: '金额',
    department: '部门',
    applicant: '申请人',
    date: '日期',
    note: '备注',
    status: '状态',
  },
  counterparty: {
    PUR_PurchaseOrder: '供应商',
    PUR_Requisition: '建议供应商',
    CN_PAYAPPLY: '收款单位',
    AP_PAYBILL: '收款单位',
    AP_Payable: '供应商',
    AR_receivable: '客户',
    SAL_SaleOrder: '客户',
    other: '往来单位',
  },
  waiting: '待审批',
  steps: {
    UNKNOWN: '',
    SAVED: '已保存',
    SUBMITTED: '审批中',
    APPROVED: '已审核',
    REJECTED: '已驳回',
    WITHDRAWN: '已撤回',
    CLOSED: '已关闭',
    VOIDED: '已作废',
    DELETED: '已删除',
    DUE_SOON: '即将到期',
    OVERDUE: '已逾期',
    STUCK: '审批停滞',
    BELOW_LIMIT: '低于下限',
    WITHIN_LIMIT: '已恢复',
    ANOMALY: '数据异常',
  },
  approved: '已同意',
  passedOn: '已通过一个审批节点，等待后续审批',
  approvedFinally: '已审批通过',
  rejected: '已驳回',
  decidedBy: (actor, when) => `${actor} ${when}`,
  about: (local) => `（约 ${local}）`,
  checking: '正在核实',
  checkingDetail: '金蝶没有回答，系统正在核实结果，请勿重复操作',
  handledInErp: '已在金蝶处理',
  movedOn: '已不在此审批节点',
  replaced: '已更新',
  replacedDetail: '单据已变更，请以最新的卡片为准',
  notDone: '未生效',
  refusals: {
    WRITEBACK_FORGED: '此按钮不是由系统发出的',
    WRITEBACK_EXPIRED: '按钮已过期，请在金蝶中处理',
    WRITEBACK_NOT_YOURS: '当前节点不由您审批',
    WRITEBACK_STALE: '单据已变更，请以最新的卡片为准或在金蝶中查看',
    WRITEBACK_DECIDED: '此节点已经处理过',
    WRITEBACK_UNBOUND: '您的钉钉账号还没有绑定金蝶用户，请联系管理员',
    WRITEBACK_SELF: '不能审批自己提交的单据',
    WRITEBACK_ERP_REFUSED: '金蝶拒绝了此操作，请在金蝶中处理',
    other: '此操作没有生效，请在金蝶中处理',
  },
};

const english: Words = {
  approvalTitle: (form) => `${form}: approval`,
  noticeTitle: (form) => `${form}: notice`,
  decisionTitle: (form, verdict) => `Your ${form}: ${verdict}`,
  labels: {
    number: 'Number',
    amount: 'Amount',
    department: 'Department',
    applicant: 'Applicant',
    date: 'Date',
    note: 'Note',
    status: 'Status',
  },
  counterparty: {
    PUR_PurchaseOrder: 'Supplier',
    PUR_Requisition: 'Proposed supplier',
    CN_PAYAPPLY: 'Payee',
    AP_PAYBILL: 'Payee',
    AP_Payable: 'Supplier',
    AR_receivable: 'Customer',
    SAL_SaleOrder: 'Customer',
    other: 'Counterparty',
  },
  waiting: 'Awaiting approval',
  steps: {
    UNKNOWN: '',
    SAVED: 'Saved',
    SUBMITTED: 'In approval',
    APPROVED: 'Audited',
    REJECTED: 'Rejected',
    WITHDRAWN: 'Withdrawn',
    CLOSED: 'Closed',
    VOIDED: 'Voided',
    DELETED: 'Deleted',
    DUE_SOON: 'Due soon',
    OVERDUE: 'Overdue',
    STUCK: 'Approval stuck',
    BELOW_LIMIT: 'Below limit',
    WITHIN_LIMIT: 'Back within limit',
    ANOMALY: 'Anomaly',
  },
  approved: 'Approved',
  passedOn: 'approved at one step, others still wait',
  approvedFinally: 'approved',
  rejected: 'Rejected',
  decidedBy: (actor, when) => `${actor} ${when}`,
  about: (local) => ` (about ${local})`,
  checking: 'Being checked',
  checkingDetail:
    'Kingdee did not answer; the result is being checked. Please do not repeat the action',
  handledInErp: 'Handled in Kingdee',
  movedOn: 'No longer at this step',
  replaced: 'Updated',
  replacedDetail: 'The bill was changed; please use the newest card',
  notDone: 'Not done',
  refusals: {
    WRITEBACK_FORGED: 'This button was not made by the hub',
    WRITEBACK_EXPIRED: 'The button has expired; please decide in Kingdee',
    WRITEBACK_NOT_YOURS: 'This step is not yours to decide',
    WRITEBACK_STALE: 'The bill was changed; please use the newest card or look in Kingdee',
    WRITEBACK_DECIDED: 'This step has been decided already',
    WRITEBACK_UNBOUND:
      'Your DingTalk account is bound to no Kingdee user; please ask your administrator',
    WRITEBACK_SELF: 'You cannot approve your own bill',
    WRITEBACK_ERP_REFUSED: 'Kingdee refused this action; please decide in Kingdee',
    other: 'This action had no effect; please decide in Kingdee',
  },
};

/** The words of a language tag; Chinese unless it is some English. */
export function wordsOf(language: string): Words {
  return /^en\b/i.test(language) ? english : chinese;
}
