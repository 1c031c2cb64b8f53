import { HubError } from '@hub/core';
import type { Command, Delivery } from '@hub/schemas';
import {
  fitsRobot,
  fitsWebhook,
  markdownOf,
  withKeyword,
  type MarkdownWords,
} from '../domain/channel-words.js';
import type { Group } from '../domain/group.js';
import { laneOf } from '../domain/lane.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { untilAnswered } from './deliver-words.js';
import type { Answer } from '../ports.js';
import { render } from '../templates/render.js';
import type { Addressed, Sending } from '../sending/sending.js';
import type { Turn } from '../sending/turns.js';

/** Messages to groups, each by the way that its tenant names. */
export interface Groups {
  /** @param id makes a repeat by a webhook the same message; the application's robot has nothing like it */
  send(tenant: string, group: string, words: MarkdownWords, id: string): Promise<Answer>;
  /** Who has read it, by user id. Of the application's robot only. */
  readers(tenant: string, group: string, reference: string): Promise<readonly string[]>;
  /** Takes it back so that no trace is left. Within 24 hours; of the application's robot only. */
  recall(tenant: string, group: string, reference: string): Promise<void>;
}

/**
 * Tells the group of a command. Nobody can decide from there: whoever is in a group would.
 *
 * Commands to one group come one after the other (they are keyed by the group), so what it is told is in order.
 */
export async function deliverGroup(
  groups: Groups,
  tenant: NotifierTenant,
  command: Command,
  sending: Sending,
): Promise<readonly Delivery[]> {
  const fits = groupFits(tenant, command.recipients[0]?.userId ?? '');
  return await tellGroup(
    groups,
    tenant,
    command,
    markdownOf(render(command, tenant), fits),
    sending,
  );
}

/** Tells one group these words, with the keyword that its robot wants. */
export async function tellGroup(
  groups: Groups,
  tenant: NotifierTenant,
  command: Addressed,
  said: MarkdownWords,
  sending: Sending,
): Promise<readonly Delivery[]> {
  const { commandId, recipients } = command;
  const name = recipients[0]?.userId ?? '';
  const group = groupOf(tenant, name);
  const words = group.by === 'ROBOT' ? said : withKeyword(said, group.keyword);
  await sending.part({
    ...{ first: 0, recipients },
    turn: groupTurn(tenant, group, 'send', laneOf(command)),
    repeatable: group.by === 'WEBHOOK',
    call: () => groups.send(tenant.id, name, words, commandId),
    ask: () => untilAnswered(() => groups.readers(tenant.id, name, 'none')),
  });
  return sending.deliveries();
}

/** The turn of a call about a group. */
export function groupTurn(
  tenant: NotifierTenant,
  { by, limit }: Group,
  call: 'send' | 'readers' | 'recall',
  priority: Turn['priority'],
): Turn {
  if (call !== 'send') return { tenant, api: `group.${call}`, priority };
  const narrow = limit === null ? {} : { narrow: limit };
  return { tenant, api: by === 'ROBOT' ? 'group.send' : 'webhook.send', priority, ...narrow };
}

/** @throws HubError NOTIFIER_GROUP_UNKNOWN */
export function groupOf(tenant: NotifierTenant, name: string): Group {
  const group = tenant.groups.get(name);
  if (group !== undefined) return group;
  const known = [...tenant.groups.keys()].join(', ');
  throw new HubError(
    'NOTIFIER_GROUP_UNKNOWN',
    `tenant.yaml of ${tenant.id} has no group "${name}" under groups: (${known === '' ? 'there is none' : `there is ${known}`}); add it, then replay`,
  );
}

/** What can be told a group in one message. */
export function groupFits(tenant: NotifierTenant, name: string): (words: MarkdownWords) => boolean {
  const { by, keyword } = groupOf(tenant, name);
  return by === 'ROBOT' ? fitsRobot : (words) => fitsWebhook(withKeyword(words, keyword));
}
