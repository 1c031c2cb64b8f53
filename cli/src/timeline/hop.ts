import { formatAmount } from '@hub/core';
import type { TailedRecord } from '@hub/kafka';
import type { Click, Command, Decision, Document, Money, Receipt } from '@hub/schemas';

/** One hop of an event through the hub, in words. */
export interface Hop {
  readonly tenant: string;
  readonly form: string;
  readonly documentId: string;
  /** Bill number; null where the event does not carry it. */
  readonly number: string | null;
  readonly what: string;
  readonly says: string;
}

/** Says what a record of a topic means to somebody who watches; null for topics that are no hop. */
export function hopOf(record: Pick<TailedRecord, 'topic' | 'value'>): Hop | null {
  switch (record.topic) {
    case 'kingdee.document.v1':
      return documentHop(record.value as Document);
    case 'hub.command.v1':
      return commandHop(record.value as Command);
    case 'hub.receipt.v1':
      return receiptHop(record.value as Receipt);
    case 'dingtalk.click.v1':
      return clickHop(record.value as Click);
    case 'hub.decision.v1':
      return decisionHop(record.value as Decision);
    default:
      return null;
  }
}

function documentHop(document: Document): Hop {
  const waiting = document.pending.map(
    ({ name, approvers }) => `${name}: ${approvers.map((approver) => approver.name).join('、')}`,
  );
  const says = [document.step, amountOf(document.summary.amount), ...waiting].filter(
    (part) => part !== '',
  );
  return {
    ...billOf(document),
    number: document.summary.number,
    what: 'document',
    says: says.join('  '),
  };
}

function commandHop(command: Command): Hop {
  const names = command.recipients.map(({ name, node }) => (node === null ? name : `${name}*`));
  return {
    ...billOf(command),
    number: command.summary.number,
    what: 'command',
    says: `${command.channel} ${command.template} → ${names.join('、')}`,
  };
}

function receiptHop(receipt: Receipt): Hop {
  const states = receipt.recipients.map(
    ({ userId, state, reason }) => `${userId} ${state}${reason === null ? '' : ` (${reason})`}`,
  );
  return { ...billOf(receipt), number: receipt.number, what: 'receipt', says: states.join(', ') };
}

function clickHop(click: Click): Hop {
  const reason = click.reason === null ? '' : `: ${click.reason}`;
  return {
    ...billOf(click),
    number: null,
    what: 'click',
    says: `${click.userId} ${click.action} by ${click.source}${reason}`,
  };
}

function decisionHop(decision: Decision): Hop {
  const says = [
    decision.state,
    decision.action,
    decision.actor.name,
    decision.refusal ?? '',
    decision.state === 'INTENT' ? '' : decision.documentStep,
  ];
  return {
    ...billOf(decision),
    number: decision.summary?.number ?? null,
    what: 'decision',
    says: says.filter((part) => part !== '').join('  '),
  };
}

function billOf(value: {
  tenant: string;
  form: string;
  documentId: string;
}): Pick<Hop, 'tenant' | 'form' | 'documentId'> {
  return { tenant: value.tenant, form: value.form, documentId: value.documentId };
}

function amountOf(money: Money | null): string {
  return money === null ? '' : `${formatAmount(money.amount)} ${money.currency}`;
}
