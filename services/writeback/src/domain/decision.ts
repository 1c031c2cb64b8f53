import { decisionId } from '@hub/core';
import type { Actor, Click, Decision, Person, Step, Summary } from '@hub/schemas';
import type { Decided } from './erp.js';
import type { Refusal } from './refusal.js';

/** Where a bill stands after a decision. */
export interface Aftermath {
  readonly summary: Summary | null;
  readonly documentStep: Step;
}

/** What a click is about to do. */
export interface Intended {
  readonly click: Click;
  readonly person: Person | undefined;
  readonly action: Decided;
  readonly nonce: string;
  readonly version: string;
  readonly summary: Summary;
}

/** The record that is written before the ERP is called. */
export function intentOf(
  { click, person, action, nonce, version, summary }: Intended,
  at: number,
): Decision {
  const { tenant, form, documentId, node, reason, commandId, clickId } = click;
  return {
    decisionId: decisionId({ tenant, documentId, node, nonce }),
    tenant,
    form,
    documentId,
    node,
    state: 'INTENT',
    action,
    actor: actorOf(click, person),
    comment: reason,
    refusal: null,
    version,
    commandId,
    clickId,
    summary,
    documentStep: 'UNKNOWN',
    at,
  };
}

export function done(intent: Decision, { summary, documentStep }: Aftermath, at: number): Decision {
  return {
    ...intent,
    state: 'DONE',
    refusal: null,
    summary: summary ?? intent.summary,
    documentStep,
    at,
  };
}

export function undecided(intent: Decision, at: number): Decision {
  return { ...intent, state: 'UNDECIDED', refusal: 'WRITEBACK_UNDECIDED', at };
}

export function notDone(intent: Decision, refusal: Refusal, at: number): Decision {
  return { ...intent, state: 'REFUSED', refusal, at };
}

/** A click that never got as far as an intent. */
export function refused(
  click: Click,
  person: Person | undefined,
  refusal: Refusal,
  seen: { version: string; summary: Summary | null },
  at: number,
): Decision {
  const { tenant, form, documentId, node, action, reason, commandId, clickId } = click;
  return {
    decisionId: decisionId({ tenant, documentId, node, nonce: clickId }),
    tenant,
    form,
    documentId,
    node,
    state: 'REFUSED',
    action,
    actor: actorOf(click, person),
    comment: reason,
    refusal,
    version: seen.version,
    commandId,
    clickId,
    summary: seen.summary,
    documentStep: 'UNKNOWN',
    at,
  };
}

function actorOf({ userId }: Click, person: Person | undefined): Actor {
  return { userId, name: person?.name ?? userId, erpUserId: person?.erpUserId ?? null };
}
