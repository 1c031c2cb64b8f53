import { commandId, HubError, type Clock, type Outbound } from '@hub/core';
import type { Command, Document, Send, SendPart } from '@hub/schemas';
import { receiptOfSend } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import {
  corrected,
  isOut,
  isUndoing,
  partsToCorrect,
  partsToRecall,
  recalled,
} from './domain/undone.js';
import type { Api, Messages, SendLog, WorkNotifications } from './ports.js';
import type { Turns } from './turns.js';

export interface RecallPorts {
  readonly log: SendLog;
  readonly robot: Messages;
  readonly work: WorkNotifications;
  readonly dings: Messages;
  readonly turns: Turns;
  readonly clock: Clock;
}

/**
 * Takes the messages about a bill back when what they tell of was undone in the ERP. Who has read one already is told
 * of the undoing, because for him taking it back is not enough.
 */
export async function recallUndone(
  ports: RecallPorts,
  tenant: NotifierTenant,
  document: Document,
): Promise<readonly Outbound[]> {
  if (!isUndoing(document.step) || document.backfill) return [];
  const outbound: Outbound[] = [];
  const readers = new Set<string>();
  for (const send of await ports.log.about(tenant.id, document.form, document.documentId)) {
    const parts = partsToRecall(send, document.observedAt, ports.clock.now());
    const bundles = partsToCorrect(send, document.observedAt);
    if (parts.length + bundles.length === 0) continue;
    let known: Send = send;
    for (const part of bundles) {
      for (const { userId } of part.recipients.filter(isOut)) readers.add(userId);
      known = replaced(known, corrected(part));
    }
    for (const part of parts) {
      const { taken, stillTold } = await takeBack(ports, tenant, send, part);
      for (const userId of stillTold) readers.add(userId);
      if (taken) known = replaced(known, recalled(part, new Set(stillTold)));
    }
    if (known === send) continue;
    // Nobody need be asked whom it reached.
    known = { ...known, checked: true, words: null, at: ports.clock.now() };
    outbound.push({ topic: 'hub.receipt.v1', value: receiptOfSend(known) });
    // On record together with what follows from it; a repeat after a crash before takes back what is gone already.
    outbound.push({ topic: 'hub.send.v1', value: known });
  }
  if (readers.size === 0) return outbound;
  return [...outbound, { topic: 'hub.command.v1', value: correctionOf(document, [...readers]) }];
}

/** Takes one message back, if DingTalk lets it; says who knows of it all the same. */
async function takeBack(
  ports: RecallPorts,
  tenant: NotifierTenant,
  { channel }: Send,
  { reference, recipients }: SendPart & { readonly reference: string },
): Promise<{ readonly taken: boolean; readonly stillTold: readonly string[] }> {
  const { turns } = ports;
  const { messages, ask, take } = wayBack(ports, channel);
  const turn = { tenant, priority: 'NORMAL' } as const;
  try {
    const read = await turns.run({ ...turn, api: ask }, () =>
      messages.readers(tenant.id, reference),
    );
    await turns.run({ ...turn, api: take }, () => messages.recall(tenant.id, reference));
    return { taken: true, stillTold: read };
  } catch (error) {
    if (error instanceof HubError && error.retryable) throw error;
    return { taken: false, stillTold: recipients.filter(isOut).map(({ userId }) => userId) };
  }
}

function wayBack(
  { robot, work, dings }: RecallPorts,
  channel: Send['channel'],
): { readonly messages: Messages; readonly ask: Api; readonly take: Api } {
  if (channel === 'WORK') return { messages: work, ask: 'work.result', take: 'work.recall' };
  if (channel === 'DING') return { messages: dings, ask: 'ding.readers', take: 'ding.recall' };
  return { messages: robot, ask: 'robot.readers', take: 'robot.recall' };
}

function replaced(send: Send, part: SendPart): Send {
  return { ...send, parts: send.parts.map((each) => (each.first === part.first ? part : each)) };
}

/** Tells those who had read what is no longer so. */
function correctionOf(document: Document, userIds: readonly string[]): Command {
  const { eventId, tenant, form, documentId, version, step, summary, observedAt } = document;
  return {
    commandId: commandId({ eventId, channel: 'ROBOT', template: 'correction' }),
    ...{ eventId, tenant, form, documentId, version, step, summary },
    channel: 'ROBOT',
    template: 'notice',
    priority: 'NORMAL',
    recipients: userIds.map((userId) => ({
      userId,
      name: userId,
      rules: ['correction'],
      node: null,
    })),
    decision: null,
    issuedAt: observedAt,
    dates: document.dates,
    amounts: document.amounts,
    figures: document.figures,
  };
}
