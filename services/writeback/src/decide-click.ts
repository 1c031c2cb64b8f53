import type { Clock, Handler, Outbound } from '@hub/core';
import type { Click, Decision, Summary } from '@hub/schemas';
import { intentOf, refused } from './domain/decision.js';
import { judgeClick, type Verdict } from './domain/judge-click.js';
import { checkCapability } from './domain/refusal.js';
import type { Directory, Erp, Ledger, Tenants } from './ports.js';
import { settleIntent, writeDecision, type SettlePorts } from './write-decision.js';

export interface DecidePorts extends SettlePorts {
  readonly tenants: Tenants;
  readonly directory: Directory;
  readonly ledger: Ledger;
  readonly erp: Erp;
  readonly clock: Clock;
}

/**
 * Turns a click into at most one effect in the ERP: look into the ledger, settle what was left open, judge by what
 * the ERP says now, put the intent on record, write as the person, return the outcome.
 */
export function decideClick(ports: DecidePorts): Handler<Click> {
  return async (click) => {
    const earlier = await settleEarlier(ports, click);
    if (earlier.final) return earlier.outbound;

    const { verdict, version, summary } = await judge(ports, click);
    const person = ports.directory.find(click.tenant, click.userId);
    if (verdict.refusal !== null) {
      const decision = refused(
        click,
        person,
        verdict.refusal,
        { version, summary },
        ports.clock.now(),
      );
      return [...earlier.outbound, outboundOf(decision)];
    }
    const { action, nonce, document } = verdict;
    const intent = intentOf(
      { click, person, action, nonce, version, summary: document.summary },
      ports.clock.now(),
    );
    return [...earlier.outbound, outboundOf(await writeDecision(ports, intent))];
  };
}

interface Earlier {
  /** True when the node needs nothing more: what stands is the answer to this click too. */
  readonly final: boolean;
  readonly outbound: readonly Outbound[];
}

/** An intent without outcome, left by a crash or a lost answer, is settled before anything else is done to the node. */
async function settleEarlier(ports: DecidePorts, click: Click): Promise<Earlier> {
  const stored = await ports.ledger.find(click);
  switch (stored?.state) {
    case 'DONE':
      return { final: true, outbound: [outboundOf(stored)] };
    case 'INTENT':
    case 'UNDECIDED': {
      const outcome = await settleIntent(ports, stored);
      if (outcome === null) return { final: false, outbound: [] };
      // That somebody else's click came to nothing is no answer to this one.
      const final = outcome.state !== 'REFUSED' || stored.clickId === click.clickId;
      return { final, outbound: [outboundOf(outcome)] };
    }
    case 'REFUSED':
      // The same record again after a crash: he was told no, so it stays no. Pressing once more is a later click.
      if (stored.clickId === click.clickId && stored.at >= click.at)
        return { final: true, outbound: [outboundOf(stored)] };
      return { final: false, outbound: [] };
    case 'UNKNOWN':
    case undefined:
      return { final: false, outbound: [] };
  }
}

async function judge(
  { tenants, directory, erp }: DecidePorts,
  click: Click,
): Promise<{ verdict: Verdict; version: string; summary: Summary | null }> {
  const { tenant, form, documentId, userId } = click;
  // Worth what it was when it was used: a click may have waited for the ERP to come back.
  const capability = checkCapability(
    click.capability,
    tenants.get(tenant).capabilityKeys,
    click.at,
  );
  if (capability.refusal !== null) return { verdict: capability, version: '', summary: null };
  const [document, open] = await Promise.all([
    erp.read(tenant, form, documentId),
    erp.open(tenant, form, documentId),
  ]);
  const verdict = judgeClick({
    click,
    capability,
    person: directory.find(tenant, userId),
    document,
    open,
  });
  return { verdict, version: capability.claims.version, summary: document?.summary ?? null };
}

function outboundOf(value: Decision): Outbound {
  return { topic: 'hub.decision.v1', value };
}
