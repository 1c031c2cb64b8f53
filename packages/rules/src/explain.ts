import type { Document } from '@hub/schemas';
import { findings, type Finding } from './conditions.js';
import type { RuleSet } from './compile.js';

/** Why a rule did or did not apply. */
export interface Explanation {
  readonly ruleId: string;
  readonly applies: boolean;
  readonly findings: readonly Finding[];
  /** Id of the final rule before it that ended the search; null when it was looked at. */
  readonly endedBy: string | null;
}

/** Says of every rule why it did or did not apply to a document; agrees with `matchRules` by construction. */
export function explainRules(rules: RuleSet, document: Document): readonly Explanation[] {
  let endedBy: string | null = null;
  return rules.all.map((rule) => {
    const found = [...findings(rule, document)];
    const explanation = {
      ruleId: rule.id,
      applies: endedBy === null && found.every(({ holds }) => holds),
      findings: found,
      endedBy,
    };
    if (explanation.applies && rule.final) endedBy = rule.id;
    return explanation;
  });
}
