import { HubError } from '@hub/core';
import type { Command, Delivery } from '@hub/schemas';
import { cardOf, sentCardOf, type SentCard } from './domain/card.js';
import { finalRanks, staleChange, type CardChange } from './domain/card-state.js';
import { reasons } from './domain/reasons.js';
import { alike } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import { laneOf } from './domain/lane.js';
import type { Answer, DocumentStates, SentCards } from './ports.js';
import { render } from './render.js';
import { showFinal, type ShowPorts } from './show-state.js';
import type { Sending } from './sending.js';

export interface DeliverCardPorts extends ShowPorts {
  readonly sentCards: SentCards;
  readonly documents: DocumentStates;
  /** W3C trace context of the work in hand; '' when there is none. */
  readonly traceparent: () => string;
  /** How long the buttons of a card work, counted from the event. */
  readonly capabilityMs: number;
}

/** DingTalk delivers one card to so many people in one call; there is no second call for the same card. */
const recipientsMax = 100;

/** Delivers the card of a command, unless its bill went on while the command waited for its turn. */
export async function deliverCard(
  ports: DeliverCardPorts,
  tenant: NotifierTenant,
  command: Command,
  sending: Sending,
): Promise<readonly Delivery[]> {
  const { recipients } = command;
  if (recipients.length > recipientsMax) throw tooMany(command);
  const sent = sentCardOf(command);
  if ((await overtaken(ports, tenant, command, sent)) !== null)
    return alike(recipients, 'DROPPED', reasons.overtaken);

  const expiresAt = command.issuedAt + ports.capabilityMs;
  const grant = { expiresAt, traceparent: ports.traceparent() };
  const card = cardOf(command, render(command, tenant), tenant, grant);
  const turn = { tenant, api: 'card.deliver', priority: laneOf(command) } as const;
  const call = async (): Promise<Answer> => {
    // Remembered first: a card that was sent and is not known could never be closed.
    if (hasDeciders(sent))
      await ports.sentCards.remember(tenant.id, command.form, command.documentId, sent);
    return { delivered: await ports.cards.deliver(tenant.id, card), reference: null };
  };
  // The id makes a repeat the same card, so doubt is no reason not to send it again.
  await sending.part({ first: 0, recipients, turn, repeatable: true, call });

  // What happened while it was on its way may have been shown before the card was there.
  const change = await overtaken(ports, tenant, command, sent);
  const showing = { tenant, commandId: command.commandId };
  if (change !== null)
    await showFinal(ports, { ...showing, change }, finalRanks.handledElsewhere, true);
  return sending.deliveries();
}

/** How the card would have to change at once; null when it is still of use. */
async function overtaken(
  { documents }: DeliverCardPorts,
  tenant: NotifierTenant,
  { form, documentId }: Command,
  sent: SentCard,
): Promise<CardChange | null> {
  if (!hasDeciders(sent)) return null;
  const latest = await documents.latest(tenant.id, form, documentId);
  return latest === null ? null : staleChange(latest, sent, tenant);
}

function hasDeciders({ deciders }: SentCard): boolean {
  return Object.keys(deciders).length > 0;
}

function tooMany({ commandId, tenant, recipients }: Command): HubError {
  return new HubError(
    'NOTIFIER_RECIPIENTS_MAX',
    `command ${commandId} of ${tenant} lists ${String(recipients.length)} recipients; a card takes ${String(recipientsMax)}. Narrow the rule`,
  );
}
