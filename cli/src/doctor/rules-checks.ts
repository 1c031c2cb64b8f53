import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRules, parseRules, type Rule } from '@hub/rules';
import type { Tenant } from '@hub/service';
import type { Check } from '@hub/source';
import { check, good } from './fault-words.js';

type RuleFiles = Pick<Tenant, 'id' | 'folder' | 'groups'>;

/** Whether the rule files of a tenant can be read, and how many rules they hold. */
export function rulesCheck(files: RuleFiles): Check {
  return check('rules', { zh: '通知规则', en: 'rules' }, () => {
    const { rules, names } = readRules(files);
    compileRules(rules);
    if (rules.length === 0) {
      return good({ zh: '没有规则，不会通知任何人', en: 'no rule: nobody will be told anything' });
    }
    const [count, list] = [String(rules.length), names.join('\n')];
    return good({ zh: `${count} 条\n${list}`, en: `${count}\n${list}` });
  });
}

/** The channels that a tenant's rules use; none when they cannot be read, which `rulesCheck` says. */
export function channelsOf(files: RuleFiles): ReadonlySet<Rule['channel']> {
  try {
    return new Set(readRules(files).rules.map(({ channel }) => channel));
  } catch {
    return new Set();
  }
}

function readRules({ id, folder, groups }: RuleFiles): {
  readonly rules: readonly Rule[];
  readonly names: readonly string[];
} {
  const sources = filesIn(join(folder, 'rules')).map((name) => ({
    source: `${id}/rules/${name}`,
    text: readFileSync(join(folder, 'rules', name), 'utf8'),
  }));
  const rules = parseRules(sources, () => Object.keys(groups));
  return { rules, names: sources.map(({ source }) => source) };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted();
  } catch {
    return [];
  }
}
