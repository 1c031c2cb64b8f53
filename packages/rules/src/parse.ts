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
 * @param groupsOf gives the names of the tenant's groups, asked only when a rule tells one
 * @throws HubError RULES_INVALID naming file, line, field and reason
 */
export function parseRules(
  files: readonly RuleSource[],
  groupsOf: () => readonly string[] = () => [],
): readonly Rule[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ source, text }) => {
    const { rules } = readYaml(ruleFile, text, source, code);
    for (const { id, notify } of rules) {
      const other = seen.get(id);
      if (other !== undefined) {
        throw new HubError(
          code,
          `${source}: rule id "${id}" is already used in ${other}; give it another`,
        );
      }
      seen.set(id, source);
      for (const target of notify) {
        if ('group' in target) checkGroup(source, id, target.group, groupsOf());
      }
    }
    return rules;
  });
}

function checkGroup(source: string, id: string, group: string, groups: readonly string[]): void {
  if (groups.includes(group)) return;
  const known = groups.length === 0 ? 'there is none' : `there is ${groups.join(', ')}`;
  throw new HubError(
    code,
    `${source}: rule "${id}" tells the group "${group}", which is not under groups: in tenant.yaml (${known}); add it there or mend the name`,
  );
}
