import type { Document, Money, Summary } from '@hub/schemas';
import type { Rule } from './rule.js';

/** One condition of a rule held against a document. */
export interface Finding {
  /** Name of the condition as it is written in the rule. */
  readonly condition: 'form' | 'step' | 'amount' | 'departments' | 'organisations';
  readonly wanted: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Holds every condition of a rule against a document, in the order in which they are cheapest to refuse. */
export function* findings(rule: Rule, document: Document): Generator<Finding> {
  const { form, step, amount, departments, organisations } = rule.when;
  const { summary } = document;

  yield oneOf('form', [form], document.form);
  yield oneOf('step', step, document.step);
  if (amount !== undefined) yield amountFinding(amount, summary);
  if (departments !== undefined) yield oneOf('departments', departments, summary.department);
  if (organisations !== undefined)
    yield oneOf('organisations', organisations, summary.organisation);
}

function oneOf(
  condition: Finding['condition'],
  wanted: readonly string[],
  found: string | null,
): Finding {
  return {
    condition,
    wanted: wanted.join(', '),
    found: found ?? 'none',
    holds: found !== null && wanted.includes(found),
  };
}

function amountFinding(wanted: NonNullable<Rule['when']['amount']>, summary: Summary): Finding {
  const money = amountIn(wanted.currency, summary);
  const bounds = [
    wanted.above === undefined ? [] : [`above ${wanted.above.toFixed()}`],
    wanted.upTo === undefined ? [] : [`up to ${wanted.upTo.toFixed()}`],
  ].flat();
  return {
    condition: 'amount',
    wanted: `${bounds.join(' and ')} ${wanted.currency}`,
    found:
      money === null
        ? `no amount in ${wanted.currency}`
        : `${money.amount.toFixed()} ${money.currency}`,
    holds:
      money !== null &&
      (wanted.above === undefined || money.amount.gt(wanted.above)) &&
      (wanted.upTo === undefined || money.amount.lte(wanted.upTo)),
  };
}

/**
 * The total of a document in one currency: in the local currency of the department's organisation if that is the
 * one asked for, else in the currency of the bill. Amounts of different currencies are never compared.
 */
function amountIn(currency: string, { amount, localAmount }: Summary): Money | null {
  if (localAmount?.currency === currency) return localAmount;
  return amount?.currency === currency ? amount : null;
}
