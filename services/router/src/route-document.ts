import { HubError, type Handler, type Outbound } from '@hub/core';
import { matchRules, type RuleSet } from '@hub/rules';
import type { Document } from '@hub/schemas';
import { commandsFor } from './domain/command.js';
import type { Directory } from './domain/directory.js';

export interface RulesPort {
  /** The rules in force for a tenant. */
  current(tenant: string): Promise<RuleSet>;
}

export interface DirectoryPort {
  of(tenant: string): Directory;
}

/** How long a document waits before somebody is looked for again, in milliseconds. */
const noRecipientRetryMs = 15_000;

/**
 * Decides who hears about a document: match, resolve, then one command per channel and template.
 *
 * When rules apply but nobody at all can be found, the document waits: a person who joins or is bound later
 * still gets it. Only this document waits; others pass.
 */
export function routeDocument(rules: RulesPort, directory: DirectoryPort): Handler<Document> {
  return async (document) => {
    if (document.backfill) return [];
    const matched = matchRules(await rules.current(document.tenant), document);
    const { commands, missing } = commandsFor(document, matched, directory.of(document.tenant));
    if (commands.length === 0 && missing.length > 0) throw nobodyFound(document, missing);
    return commands.map((value): Outbound => ({ topic: 'hub.command.v1', value }));
  };
}

function nobodyFound(document: Document, missing: readonly string[]): HubError {
  return new HubError(
    'ROUTER_NO_RECIPIENT',
    `nobody can be told of ${document.form} ${document.summary.number} of ${document.tenant}: ${missing.join('; ')}`,
    { retryable: true, retryAfterMs: noRecipientRetryMs },
  );
}
