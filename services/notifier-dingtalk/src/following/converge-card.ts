import type { Handler } from '@hub/core';
import type { Decision } from '@hub/schemas';
import type { SentCard } from '../domain/card.js';
import { checkingChange, decidedChange, finalRanks, refusedChange } from '../domain/card-state.js';
import { finishDecided, type KeepPorts } from './keep-entries.js';
import type { SentCards, Tenants } from '../ports.js';
import { showFinal, showPassing, type ShowPorts } from './show-state.js';

export interface ConvergePorts extends ShowPorts, KeepPorts {
  readonly tenants: Tenants;
  readonly sentCards: SentCards;
}

/** Carries a decision back to every card it was, or could have been, made from, and ticks off what it has done. */
export function convergeCard(ports: ConvergePorts): Handler<Decision> {
  return async (decision) => {
    const tenant = ports.tenants.get(decision.tenant);
    switch (decision.state) {
      case 'DONE':
        for (const card of await cardsOf(decision, ports.sentCards)) {
          const showing = {
            tenant,
            commandId: card.commandId,
            change: decidedChange(decision, card, tenant),
          };
          await showFinal(ports, showing, finalRanks.decided, true);
        }
        return await finishDecided(ports, tenant, decision);
      case 'UNDECIDED':
        for (const card of await cardsOf(decision, ports.sentCards)) {
          await showPassing(ports, {
            tenant,
            commandId: card.commandId,
            change: checkingChange(card, tenant),
          });
        }
        break;
      case 'REFUSED':
        await showPassing(ports, {
          tenant,
          commandId: decision.commandId,
          change: refusedChange(decision, tenant),
        });
        break;
      // The answer to the click already says that it is being worked on.
      case 'INTENT':
      case 'UNKNOWN':
        break;
    }
    return [];
  };
}

/** The cards with buttons for the node; at least the one that was clicked, should the others be forgotten. */
async function cardsOf(
  { tenant, form, documentId, node, commandId, actor, version, at }: Decision,
  sentCards: SentCards,
): Promise<readonly SentCard[]> {
  const cards = await sentCards.of(tenant, form, documentId);
  const withNode = cards.filter(({ deciders }) => Object.values(deciders).includes(node));
  if (withNode.some((card) => card.commandId === commandId)) return withNode;
  return [...withNode, { commandId, version, issuedAt: at, deciders: { [actor.userId]: node } }];
}
