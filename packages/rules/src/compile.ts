import type { Document } from '@hub/schemas';
import type { Rule } from './rule.js';

/** Rules made ready for matching. */
export interface RuleSet {
  /** The rules that may apply to the document, in the order in which they are written. */
  candidates(document: Pick<Document, 'form' | 'step'>): readonly Rule[];
  /** All rules, in the order in which they are written. */
  readonly all: readonly Rule[];
}

/** Sorts rules by form and step, so that matching does not pay for rules of other forms. */
export function compileRules(rules: readonly Rule[]): RuleSet {
  const byFormAndStep = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const step of new Set(rule.when.step)) {
      const key = `${rule.when.form} ${step}`;
      const list = byFormAndStep.get(key) ?? [];
      list.push(rule);
      byFormAndStep.set(key, list);
    }
  }
  return {
    all: rules,
    candidates: ({ form, step }) => byFormAndStep.get(`${form} ${step}`) ?? [],
  };
}
