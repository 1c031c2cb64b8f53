import { Decimal, commandId, decisionId, documentVersion, eventId, hashId } from '@hub/core';
import type {
  Click,
  Command,
  Decision,
  Document,
  PendingNode,
  Person,
  Receipt,
  Recipient,
  Summary,
} from '@hub/schemas';

/** 2026-11-02 09:00 in Shanghai, a Monday. */
const at = Date.UTC(2026, 10, 2, 1);
const tenant = 'huadong';
const form = 'PUR_PurchaseOrder';
const documentId = '100186';
const node = '5c3c9bd2af0299';

/** An order of 86,000 CNY by 李晓梅. */
export function aSummary(over: Partial<Summary> = {}): Summary {
  return {
    number: 'CGDD000186',
    title: '采购订单',
    amount: { amount: new Decimal('86000.00'), currency: 'CNY' },
    localAmount: { amount: new Decimal('86000.00'), currency: 'CNY' },
    counterparty: '苏州恒力轴承有限公司',
    department: '采购部',
    organisation: '100',
    applicant: { userId: '16401', name: '李晓梅' },
    date: Date.UTC(2026, 10, 1, 16),
    note: null,
    ...over,
  };
}

/** A first step that waits for 王芳. */
export function aPendingNode(over: Partial<PendingNode> = {}): PendingNode {
  return {
    node,
    name: '部门经理审批',
    since: at,
    approvers: [{ userId: '16402', name: '王芳' }],
    ...over,
  };
}

/** A submitted order whose first step waits; version and event id follow from the rest. */
export function aDocument(over: Partial<Document> = {}): Document {
  const base = {
    tenant,
    form,
    documentId,
    step: 'SUBMITTED' as const,
    summary: aSummary(),
    departmentId: '100051',
    pending: [aPendingNode()],
    modifiedAt: at,
    observedAt: at + 900,
    backfill: false,
    source: 'kingdee',
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
    ...over,
  };
  const version =
    over.version ??
    documentVersion({
      modifiedAt: base.modifiedAt,
      nodes: base.pending.map((pending) => pending.node),
    });
  return { eventId: eventId({ ...base, version }), version, ...base };
}

export function aRecipient(over: Partial<Recipient> = {}): Recipient {
  return { userId: 'hd002', name: '王芳', rules: ['large-orders'], node, ...over };
}

/** The approval card of `aDocument()` for its approver. */
export function aCommand(over: Partial<Command> = {}): Command {
  const document = aDocument();
  const base = {
    eventId: document.eventId,
    tenant,
    form,
    documentId,
    version: document.version,
    channel: 'CARD' as const,
    template: 'approval',
    priority: 'URGENT' as const,
    step: document.step,
    summary: document.summary,
    recipients: [aRecipient()],
    decision: null,
    issuedAt: at + 1_000,
    ...{ dates: {}, amounts: {}, figures: {} },
    ...over,
  };
  return { commandId: commandId(base), ...base };
}

/** The receipt of `aCommand()`, delivered to everybody it lists. */
export function aReceipt(over: Partial<Receipt> = {}): Receipt {
  const command = aCommand();
  const base = {
    commandId: command.commandId,
    eventId: command.eventId,
    tenant,
    form,
    documentId,
    number: command.summary.number,
    version: command.version,
    channel: command.channel,
    template: command.template,
    at: at + 1_200,
    recipients: command.recipients.map(({ userId, node: waits }) => ({
      userId,
      node: waits,
      state: 'DELIVERED' as const,
      reason: null,
    })),
    ...over,
  };
  return { receiptId: hashId('receipt', base.commandId, String(base.at)), ...base };
}

/** 王芳 pressed approve. The capability is a stand-in; tests of capabilities mint one. */
export function aClick(over: Partial<Click> = {}): Click {
  const base = {
    tenant,
    form,
    documentId,
    node,
    corpId: 'ding-huadong',
    userId: 'hd002',
    source: 'BUTTON' as const,
    action: 'APPROVE' as const,
    reason: null,
    capability: 'capability',
    commandId: aCommand().commandId,
    at: at + 60_000,
    ...over,
  };
  return { clickId: hashId('click', base.commandId, base.userId, base.action), ...base };
}

/** The ERP accepted 王芳's approval. */
export function aDecision(over: Partial<Decision> = {}): Decision {
  const click = aClick();
  const base = {
    tenant,
    form,
    documentId,
    node,
    state: 'DONE' as const,
    action: click.action,
    actor: { userId: click.userId, name: '王芳', erpUserId: '16402' },
    comment: null,
    refusal: null,
    version: aDocument().version,
    commandId: click.commandId,
    clickId: click.clickId,
    summary: aSummary(),
    documentStep: 'SUBMITTED' as const,
    at: at + 61_000,
    ...over,
  };
  return {
    decisionId: decisionId({ ...base, nonce: hashId('nonce', base.clickId) }),
    ...base,
  };
}

/** 王芳, leader of the purchasing department, bound by her mobile number. */
export function aPerson(over: Partial<Person> = {}): Person {
  return {
    tenant,
    person: 'hd002',
    name: '王芳',
    active: true,
    mobileHash: hashId('mobile', tenant, '13800001002'),
    jobNumber: 'HD002',
    departments: ['11', '1'],
    roles: ['部门经理'],
    manager: null,
    erpUserId: '16402',
    erpUserName: 'wangfang',
    binding: 'MOBILE',
    observedAt: at,
    ...over,
  };
}
