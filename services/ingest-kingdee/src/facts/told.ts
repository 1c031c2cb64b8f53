import type { Document } from '@hub/schemas';
import { rememberFact, type Remember } from '../domain/known-document.js';

/** Facts that are published together, each with what is to be remembered of its document. */
export class Told {
  readonly #facts = new Map<string, readonly string[]>();
  readonly events: Document[] = [];

  add(event: Document, facts: readonly string[]): void {
    this.#facts.set(event.eventId, facts);
    this.events.push(event);
  }

  readonly remember: Remember = (event, before) => {
    const facts = this.#facts.get(event.eventId);
    const known = rememberFact(facts?.at(-1) ?? event.version)(event, before);
    if (known === null || facts === undefined) return known;
    // What somebody else told meanwhile, an anomaly for instance, is kept.
    const others = before?.facts.filter((fact) => !isOfTime(fact)) ?? [];
    return { ...known, facts: [...new Set([...others, ...facts])] };
  };
}

/** Longest that `hub.known.v1` may be left alone: it keeps a record for 90 days. */
export const refreshMs = 45 * 86_400_000;

function isOfTime(fact: string): boolean {
  return /^(overdue|due|filing|stuck):/.test(fact);
}
