import type { Command, Delivery } from '@hub/schemas';
import {
  fitsRobot,
  fitsWebhook,
  markdownOf,
  withKeyword,
  type MarkdownWords,
} from '../domain/channel-words.js';
import { laneOf } from '../domain/lane.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { untilAnswered } from './deliver-words.js';
import type { Groups } from '../ports.js';
import { render } from '../templates/render.js';
import type { Addressed, Sending } from '../sending/sending.js';
import { groupOf, groupTurn } from '../sending/group-turn.js';

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

/** What can be told a group in one message. */
export function groupFits(tenant: NotifierTenant, name: string): (words: MarkdownWords) => boolean {
  const { by, keyword } = groupOf(tenant, name);
  return by === 'ROBOT' ? fitsRobot : (words) => fitsWebhook(withKeyword(words, keyword));
}
