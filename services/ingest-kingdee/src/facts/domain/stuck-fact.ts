import { Decimal } from '@hub/core';
import type { FactOutcome, Moment } from './due-facts.js';
import { causeOf, nameOf, reach } from './threshold.js';

const hourMs = 3_600_000;
const kind = 'stuck';

export interface StuckQuestion {
  /** Hours of waiting; each is told once a workflow step. */
  readonly hours: readonly number[];
  readonly node: { readonly node: string; readonly since: number };
  readonly moment: Moment;
}

/** What waiting makes of one workflow step of a document now. */
export function stuckFact({ hours, node, moment }: StuckQuestion): FactOutcome {
  const { known, now, watchedSince } = moment;
  const thresholds = hours.map((n) => ({
    name: nameOf(kind, n, node.node),
    moment: node.since + n * hourMs,
  }));
  // Steps that wait beside this one have facts of their own.
  const others = known.filter((fact) => isStuck(fact) && causeOf(fact) !== node.node);
  const { fire, facts } = reach(thresholds, { kind, cause: node.node, known, now });
  const waiting = String(Math.floor((now - node.since) / hourMs));
  return {
    fact:
      fire === null
        ? null
        : {
            step: 'STUCK',
            version: fire.name,
            figures: { hoursWaiting: { value: new Decimal(waiting), unit: 'hours' } },
            history: fire.moment < watchedSince,
          },
    facts: [...others, ...facts],
  };
}

/** Forgets what waited in steps that are over. */
export function forgetOver(known: readonly string[], nodes: ReadonlySet<string>): string[] {
  return known.filter((fact) => !isStuck(fact) || nodes.has(causeOf(fact)));
}

function isStuck(fact: string): boolean {
  return fact.startsWith(`${kind}:`);
}
