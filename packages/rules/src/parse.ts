import { HubError, readYaml } from '@hub/core';
import { ruleFile, type Rule } from './rule.js';

/** One file of rules: where it came from and what it says. */
export interface RuleSource {
  readonly source: string;
  readonly text: string;
}

const code = 'RULES_INVALID';

/**
 * Reads the rules of one tenant, in the order of the files and of the rules in each.
 *
 * @throws HubError RULES_INVALID naming file, line, field and reason
 */
export function parseRules(files: readonly RuleSource[]): readonly Rule[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ source, text }) => {
    const { rules } = readYaml(ruleFile, text, source, code);
    for (const { id } of rules) {
      const other = seen.get(id);
      if (other !== undefined) {
        throw new HubError(
          code,
          `${source}: rule id "${id}" is already used in ${other}; give it another`,
        );
      }
      seen.set(id, source);
    }
    return rules;
  });
}
