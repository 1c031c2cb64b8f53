import type { Handler } from '@hub/core';
import type { Document } from '@hub/schemas';
import { finalRanks, staleChange } from '../domain/card-state.js';
import { dropWaiting, type DropPorts } from './drop-waiting.js';
import type { DocumentStates, SentCards, Tenants } from '../ports.js';
import { keepEntries, type KeepPorts } from './keep-entries.js';
import { recallUndone, type RecallPorts } from './recall-undone.js';
import { showFinal, type ShowPorts } from './show-state.js';

export interface ClosePorts extends ShowPorts, RecallPorts, KeepPorts, DropPorts {
  readonly tenants: Tenants;
  readonly sentCards: SentCards;
  readonly documents: DocumentStates;
}

/**
 * Takes the buttons off cards whose bill was changed or decided in the ERP itself, takes back what was undone, and keeps
 * to-dos and calendars up with it.
 */
export function closeStaleCards(ports: ClosePorts): Handler<Document> {
  return async (document) => {
    const { form, documentId, observedAt, version, step, pending, dates } = document;
    const tenant = ports.tenants.get(document.tenant);
    // Heard first: a card that goes out at this moment looks here whether it was overtaken.
    const state = { observedAt, version, step, pending, dates };
    await ports.documents.heard(tenant.id, form, documentId, state);
    for (const card of await ports.sentCards.of(tenant.id, form, documentId)) {
      const change = staleChange(document, card, tenant);
      if (change === null) continue;
      const showing = { tenant, commandId: card.commandId, change };
      await showFinal(ports, showing, finalRanks.handledElsewhere, false);
    }
    await dropWaiting(ports, document);
    return [
      ...(await recallUndone(ports, tenant, document)),
      ...(await keepEntries(ports, tenant, document)),
    ];
  };
}
