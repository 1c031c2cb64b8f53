import { HubError } from '@hub/core';
import type { Command, Delivery } from '@hub/schemas';
import { deliverCardSingly, type CardSteps, type SingleCard } from './deliver-card-singly.js';
import { cardOf, sentCardOf, type SentCard } from '../domain/card.js';
import { finalRanks, staleChange, type CardChange } from '../domain/card-state.js';
import { isAboutPeople } from '../domain/doubt.js';
import { reasonOf, reasons } from '../domain/reasons.js';
import { alike } from '../domain/receipt.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { laneOf } from '../domain/lane.js';
import type { Answer, Cards, DocumentStates, SentCards } from '../ports.js';
import { render } from '../templates/render.js';
import { showFinal, type ShowPorts } from '../following/show-state.js';
import type { Sending } from '../sending/sending.js';

export interface DeliverCardPorts extends ShowPorts {
  readonly cards: Cards & CardSteps;
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
  // Remembered first: a card that was sent and is not known could never be closed.
  const remember = async (): Promise<void> => {
    if (hasDeciders(sent))
      await ports.sentCards.remember(tenant.id, command.form, command.documentId, sent);
  };
  await toAll(ports, { card, recipients, turn, remember }, sending);

  // What happened while it was on its way may have been shown before the card was there.
  const change = await overtaken(ports, tenant, command, sent);
  const showing = { tenant, commandId: command.commandId };
  if (change !== null)
    await showFinal(ports, { ...showing, change }, finalRanks.handledElsewhere, true);
  return sending.deliveries();
}

/** In one call; person by person when that is refused for the sake of somebody, or was before a restart. */
async function toAll(ports: DeliverCardPorts, single: SingleCard, sending: Sending): Promise<void> {
  const { card, recipients, turn, remember } = single;
  const call = async (): Promise<Answer> => {
    await remember();
    return { delivered: await ports.cards.deliver(turn.tenant.id, card), reference: null };
  };
  try {
    // The id makes a repeat the same card, so doubt is no reason not to send it again.
    if (!sending.isSplit) {
      await sending.part({ first: 0, recipients, turn, repeatable: true, call });
      return;
    }
  } catch (error) {
    if (!isAboutPeople(error)) throw error;
    const [only, ...others] = recipients;
    if (only !== undefined && others.length === 0) {
      sending.drop(0, only, reasonOf(error));
      return;
    }
  }
  await deliverCardSingly(ports, single, sending);
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
