import type { Document } from '@hub/schemas';
import { findings } from './conditions.js';
import type { RuleSet } from './compile.js';
import type { Rule } from './rule.js';

/**
 * The rules that apply to a document, in the order in which they are written.
 *
 * A rule marked `final` that applies ends the search, so a catch-all belongs last. An empty result is an answer,
 * not a fault: nobody asked to be told.
 */
export function matchRules(rules: RuleSet, document: Document): readonly Rule[] {
  const matched: Rule[] = [];
  for (const rule of rules.candidates(document)) {
    if (!applies(rule, document)) continue;
    matched.push(rule);
    if (rule.final) break;
  }
  return matched;
}

function applies(rule: Rule, document: Document): boolean {
  for (const { holds } of findings(rule, document)) {
    if (!holds) return false;
  }
  return true;
}
