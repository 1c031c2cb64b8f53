import { hashId, type Outbound } from '@hub/core';
import type { Delivery, Send } from '@hub/schemas';
import { deliverWords } from './deliver-words.js';
import type { MarkdownWords } from '../domain/channel-words.js';
import { receiptOfSend } from '../domain/receipt.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Messages } from '../ports.js';
import { Sending, type Addressed, type SendingPorts } from '../sending/sending.js';

export interface InsteadPorts extends SendingPorts {
  readonly robot: Messages;
}

/** Tells people by the robot whom a message did not reach by its own way; on record like any other sending. */
export async function tellInstead(
  ports: InsteadPorts,
  tenant: NotifierTenant,
  send: Omit<Addressed, 'channel' | 'priority' | 'summary' | 'recipients'> & Pick<Send, 'number'>,
  left: readonly Delivery[],
  words: MarkdownWords,
  priority: Addressed['priority'],
): Promise<readonly Outbound[]> {
  const command: Addressed = {
    ...send,
    commandId: hashId('instead', send.commandId),
    channel: 'ROBOT',
    priority,
    summary: { number: send.number },
    recipients: left.map(({ userId, node }) => ({ userId, name: userId, rules: [], node })),
  };
  const sending = new Sending(ports, command, await ports.log.find(command));
  const way = { messages: ports.robot, api: 'robot.send' } as const;
  await deliverWords(way, tenant, command, words, sending);
  const record = sending.record(true);
  return [
    { topic: 'hub.receipt.v1', value: receiptOfSend(record) },
    { topic: 'hub.send.v1', value: record },
  ];
}
