import { HubError, messageOf, type Clock } from '@hub/core';
import type { Decision } from '@hub/schemas';
import { done, notDone, undecided, type Aftermath } from './domain/decision.js';
import { opinionOf, type Decided } from './domain/erp.js';
import { resolveIntent } from './domain/resolve-intent.js';
import type { Erp, Ledger } from './ports.js';
import type { Sends } from './sends.js';

export interface SettlePorts {
  readonly ledger: Ledger;
  readonly erp: Erp;
  readonly clock: Clock;
  readonly sends: Sends;
  /** How long a call without an answer may still take effect in the ERP. */
  readonly settleMs: number;
  /** After so long without a way to know, a human is asked. */
  readonly undecidedAfterMs: number;
}

/** How often one decision is sent at most; each time after the ERP's history was read. */
const sendsMax = 3;

/**
 * Puts the intent on record, then writes it into the ERP as the person.
 *
 * @returns the outcome
 * @throws HubError WRITEBACK_CHECKING, retryable, while the outcome is not known: the click comes again, finds the
 *   intent, and settles it
 */
export async function writeDecision(ports: SettlePorts, intent: Decision): Promise<Decision> {
  const { ledger, erp, clock, sends } = ports;
  if (sends.of(intent.decisionId) >= sendsMax) return finish(ports, undecided(intent, clock.now()));

  await ledger.append(intent);
  await mustStand(ports, intent);
  sends.count(intent.decisionId);
  try {
    await erp.write(intent.tenant, writingOf(intent));
  } catch (error) {
    return afterFault(ports, intent, error);
  }
  return finish(ports, done(intent, await aftermath(ports, intent), clock.now()));
}

/**
 * Finds out what became of an intent by reading the ERP's own history.
 *
 * @returns the outcome, or null when it had none and the node still waits: then the click may be judged anew
 * @throws HubError WRITEBACK_CHECKING, retryable, while it may still take effect or the ERP cannot be asked
 */
export async function settleIntent(ports: SettlePorts, intent: Decision): Promise<Decision | null> {
  const { clock, settleMs } = ports;
  const ageMs = clock.now() - intent.at;
  const resolution = await readBack(ports, intent);
  switch (resolution.kind) {
    case 'DONE':
      return finish(ports, done(intent, await aftermath(ports, intent), resolution.at));
    case 'DECIDED_ELSEWHERE':
      return finish(ports, notDone(intent, 'WRITEBACK_DECIDED', clock.now()));
    case 'OPEN':
      // The lost call may be on its way still; sent again it could meet the person's next node.
      if (intent.state === 'INTENT' && ageMs < settleMs) throw checking(intent, settleMs - ageMs);
      return null;
    case 'UNKNOWN':
      if (intent.state === 'INTENT' && ageMs < ports.undecidedAfterMs)
        throw checking(intent, settleMs, resolution.cause);
      return finish(ports, undecided(intent, clock.now()));
  }
}

async function readBack(
  { erp }: SettlePorts,
  intent: Decision,
): Promise<ReturnType<typeof resolveIntent> & { cause?: unknown }> {
  const { tenant, form, documentId } = intent;
  try {
    // The history first: what is not in it yet and is not open any more either is in between, hence unknown.
    const history = await erp.history(tenant, form, documentId);
    return resolveIntent(intent, history, await erp.open(tenant, form, documentId));
  } catch (cause) {
    return { kind: 'UNKNOWN', cause };
  }
}

/** A plain refusal means that nothing happened, unless an earlier, lost call did it. All else is found out by reading back. */
async function afterFault(ports: SettlePorts, intent: Decision, error: unknown): Promise<Decision> {
  const refusal =
    error instanceof HubError && !error.retryable && error.code !== 'KINGDEE_OUTCOME_UNKNOWN';
  if (!refusal) {
    const outcome = await settleIntent(ports, intent);
    if (outcome !== null) return outcome;
    throw checking(intent, ports.settleMs, error);
  }
  const resolution = await readBack(ports, intent);
  if (resolution.kind === 'UNKNOWN') throw checking(intent, ports.settleMs, error);
  if (resolution.kind === 'DONE')
    return finish(ports, done(intent, await aftermath(ports, intent), resolution.at));
  return finish(ports, notDone(intent, 'WRITEBACK_ERP_REFUSED', ports.clock.now()));
}

/** Another process may have taken over meanwhile; who does not find his own intent on record does not write. */
async function mustStand({ ledger }: SettlePorts, intent: Decision): Promise<void> {
  const standing = await ledger.find(intent);
  if (
    standing?.clickId === intent.clickId &&
    standing.at === intent.at &&
    standing.state === 'INTENT'
  )
    return;
  throw new HubError(
    'WRITEBACK_CONTENDED',
    `another process decides node ${intent.node} of ${intent.form} ${intent.documentId}`,
    {
      retryable: true,
      retryAfterMs: 1_000,
    },
  );
}

/** Where the bill stands now. The decision is made; not knowing this must not undo it. */
async function aftermath(
  { erp }: SettlePorts,
  { tenant, form, documentId }: Decision,
): Promise<Aftermath> {
  try {
    const document = await erp.read(tenant, form, documentId);
    return { summary: document?.summary ?? null, documentStep: document?.step ?? 'UNKNOWN' };
  } catch {
    return { summary: null, documentStep: 'UNKNOWN' };
  }
}

function finish({ sends }: SettlePorts, outcome: Decision): Decision {
  sends.forget(outcome.decisionId);
  return outcome;
}

function writingOf({
  form,
  documentId,
  summary,
  actor,
  action,
  comment,
  decisionId,
}: Decision): Parameters<Erp['write']>[1] {
  const decided = action as Decided;
  if (actor.erpUserId === null || summary === null)
    throw new Error(`intent ${decisionId} is incomplete`);
  return {
    form,
    documentId,
    number: summary.number,
    erpUserId: actor.erpUserId,
    action: decided,
    opinion: opinionOf(decisionId, comment, decided),
  };
}

function checking(
  { form, documentId, node }: Decision,
  retryAfterMs: number,
  cause?: unknown,
): HubError {
  const why = cause === undefined ? '' : `: ${messageOf(cause)}`;
  return new HubError(
    'WRITEBACK_CHECKING',
    `the ERP is asked what became of node ${node} of ${form} ${documentId}${why}`,
    {
      retryable: true,
      retryAfterMs: Math.max(1, retryAfterMs),
      cause,
    },
  );
}
