import type { Handler } from '@hub/core';
import type { Document } from '@hub/schemas';
import { finalRanks, staleChange } from './domain/card-state.js';
import type { SentCards, Tenants } from './ports.js';
import { showFinal, type ShowPorts } from './show-state.js';

export interface ClosePorts extends ShowPorts {
  readonly tenants: Tenants;
  readonly sentCards: SentCards;
}

/** Takes the buttons off cards whose bill was changed or decided in the ERP itself. */
export function closeStaleCards(ports: ClosePorts): Handler<Document> {
  return async (document) => {
    const tenant = ports.tenants.get(document.tenant);
    for (const card of await ports.sentCards.of(tenant.id, document.form, document.documentId)) {
      const change = staleChange(document, card, tenant);
      if (change === null) continue;
      await showFinal(
        ports,
        { tenant, commandId: card.commandId, change },
        finalRanks.handledElsewhere,
        false,
      );
    }
    return [];
  };
}
