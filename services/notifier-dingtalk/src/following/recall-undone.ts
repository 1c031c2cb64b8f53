import { commandId, HubError, type Clock, type Outbound } from '@hub/core';
import type { Command, Document, Send, SendPart } from '@hub/schemas';
import { receiptOfSend } from '../domain/receipt.js';
import type { NotifierTenant } from '../domain/tenant.js';
import {
  corrected,
  isOut,
  isUndoing,
  partsToCorrect,
  partsToRecall,
  recalled,
} from '../domain/undone.js';
import type { Groups, Messages, SendLog, WorkNotifications } from '../ports.js';
import { groupOf, groupTurn } from '../sending/group-turn.js';
import type { Turn, Turns } from '../sending/turns.js';

export interface RecallPorts {
  readonly log: SendLog;
  readonly robot: Messages;
  readonly work: WorkNotifications;
  readonly dings: Messages;
  readonly groups: Groups;
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
  const groups = new Set<string>();
  for (const send of await ports.log.about(tenant.id, document.form, document.documentId)) {
    const parts = partsToRecall(send, document.observedAt, ports.clock.now());
    const staying = partsToCorrect(send, document.observedAt);
    if (parts.length + staying.length === 0) continue;
    const told = send.channel === 'GROUP' ? groups : readers;
    let known: Send = send;
    for (const part of staying) {
      for (const { userId } of part.recipients.filter(isOut)) told.add(userId);
      known = replaced(known, corrected(part));
    }
    for (const part of parts) {
      const { taken, stillTold } = await takeBack(ports, tenant, send, part);
      for (const userId of stillTold) told.add(userId);
      if (taken) known = replaced(known, recalled(part, new Set(stillTold)));
    }
    if (known === send) continue;
    // Nobody need be asked whom it reached.
    known = { ...known, checked: true, words: null, at: ports.clock.now() };
    outbound.push({ topic: 'hub.receipt.v1', value: receiptOfSend(known) });
    // On record together with what follows from it; a repeat after a crash before takes back what is gone already.
    outbound.push({ topic: 'hub.send.v1', value: known });
  }
  const corrections = [
    ...(readers.size === 0 ? [] : [correctionOf(document, 'ROBOT', [...readers])]),
    ...[...groups].map((group) => correctionOf(document, 'GROUP', [group])),
  ];
  for (const value of corrections) outbound.push({ topic: 'hub.command.v1', value });
  return outbound;
}

/** Takes one message back, if DingTalk lets it; says who knows of it all the same. */
async function takeBack(
  ports: RecallPorts,
  tenant: NotifierTenant,
  { channel }: Send,
  { reference, recipients }: SendPart & { readonly reference: string },
): Promise<{ readonly taken: boolean; readonly stillTold: readonly string[] }> {
  const everybody = recipients.filter(isOut).map(({ userId }) => userId);
  try {
    const way =
      channel === 'GROUP'
        ? groupWay(ports, tenant, everybody[0] ?? '')
        : peopleWay(ports, tenant, channel);
    const read = await ports.turns.run(way.ask, () => way.readers(reference));
    await ports.turns.run(way.take, () => way.recall(reference));
    // A group is told as one, whoever of it has read.
    return { taken: true, stillTold: channel === 'GROUP' && read.length > 0 ? everybody : read };
  } catch (error) {
    if (error instanceof HubError && error.retryable) throw error;
    return { taken: false, stillTold: everybody };
  }
}

/** How a message is asked about and taken back. */
interface Way {
  readonly ask: Turn;
  readonly take: Turn;
  readonly readers: (reference: string) => Promise<readonly string[]>;
  readonly recall: (reference: string) => Promise<void>;
}

function peopleWay(
  { robot, work, dings }: RecallPorts,
  tenant: NotifierTenant,
  channel: Send['channel'],
): Way {
  const way = (messages: Messages, ask: Turn['api'], take: Turn['api']): Way => ({
    ask: { tenant, api: ask, priority: 'NORMAL' },
    take: { tenant, api: take, priority: 'NORMAL' },
    readers: (reference) => messages.readers(tenant.id, reference),
    recall: (reference) => messages.recall(tenant.id, reference),
  });
  if (channel === 'WORK') return way(work, 'work.result', 'work.recall');
  if (channel === 'DING') return way(dings, 'ding.readers', 'ding.recall');
  return way(robot, 'robot.readers', 'robot.recall');
}

function groupWay({ groups }: RecallPorts, tenant: NotifierTenant, name: string): Way {
  const group = groupOf(tenant, name);
  return {
    ask: groupTurn(tenant, group, 'readers', 'NORMAL'),
    take: groupTurn(tenant, group, 'recall', 'NORMAL'),
    readers: (reference) => groups.readers(tenant.id, name, reference),
    recall: (reference) => groups.recall(tenant.id, name, reference),
  };
}

function replaced(send: Send, part: SendPart): Send {
  return { ...send, parts: send.parts.map((each) => (each.first === part.first ? part : each)) };
}

/** Tells those who had read what is no longer so. */
function correctionOf(
  document: Document,
  channel: 'ROBOT' | 'GROUP',
  userIds: readonly string[],
): Command {
  const { eventId, tenant, form, documentId, version, step, summary, observedAt } = document;
  const group = channel === 'GROUP' ? userIds[0] : undefined;
  return {
    commandId: commandId({ eventId, channel, template: 'correction', group }),
    ...{ eventId, tenant, form, documentId, version, step, summary },
    channel,
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
