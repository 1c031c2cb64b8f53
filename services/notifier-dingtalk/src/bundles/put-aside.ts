import type { Outbound } from '@hub/core';
import type { Command, Waiting } from '@hub/schemas';
import { nextDigest } from '../domain/digest-time.js';
import type { Fate } from '../domain/fate.js';
import { reasonText } from '../domain/reasons.js';
import { alike, receiptOf } from '../domain/receipt.js';
import { timeText, type NotifierTenant } from '../domain/tenant.js';
import type { Message } from '../domain/message.js';
import { render } from '../templates/render.js';

/** A command as it waits. Its words are settled now, so that whoever packs it after a crash packs the same. */
export function waitingOf(
  command: Command,
  bundling: Exclude<Fate, 'SEND'>,
  tenant: NotifierTenant,
  now: number,
): Waiting {
  const { commandId, eventId, form, documentId, version, step, template } = command;
  const { channel, priority, recipients, issuedAt, summary } = command;
  const message = render(command, tenant);
  return {
    ...{ tenant: tenant.id, commandId, eventId, form, documentId, version, step, template },
    ...{ channel, priority, recipients, issuedAt, bundling, number: summary.number },
    title: message.title,
    facts: factsOf(message),
    url: message.link === '' ? null : message.link,
    since: now,
    dueAt: bundling === 'MERGE' ? now + tenant.bundling.mergeMs : nextDigest(now, tenant),
    round: null,
  };
}

/** What follows of a command that waits; its receipt says so. */
export function putAside(waiting: Waiting, tenant: NotifierTenant): readonly Outbound[] {
  return [waitingReceipt(waiting, tenant), { topic: 'hub.waiting.v1', value: waiting }];
}

/** That somebody will be told, and when. */
export function waitingReceipt(waiting: Waiting, tenant: NotifierTenant): Outbound {
  const until = timeText(waiting.dueAt, tenant);
  const why =
    waiting.bundling === 'MERGE'
      ? reasonText('稍候与其他消息合并发送', 'waits to be told together with others')
      : reasonText(`最早 ${until} 汇总发送`, `waits for the digest of ${until} or a later one`);
  const recipients = alike(waiting.recipients, 'WAITING', why);
  const command = { ...waiting, summary: { number: waiting.number } };
  return { topic: 'hub.receipt.v1', value: receiptOf(command, recipients, waiting.since) };
}

/** The bill in one line, number first. */
function factsOf(message: Message): string {
  const { number, amount, counterparty, department, applicant, date, note, detail } = message;
  const facts = [number, amount, counterparty, department, applicant, date, note, detail];
  return facts.filter((text) => text !== '').join(' · ');
}
