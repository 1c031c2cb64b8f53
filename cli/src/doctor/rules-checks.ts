import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRules, parseRules } from '@hub/rules';
import type { Tenant } from '@hub/service';
import type { Check } from '@hub/source';
import { check, good } from './fault-words.js';

/** Whether the rule files of a tenant can be read, and how many rules they hold. */
export function rulesCheck({
  id,
  folder,
  groups,
}: Pick<Tenant, 'id' | 'folder' | 'groups'>): Check {
  return check('rules', { zh: '通知规则', en: 'rules' }, () => {
    const sources = filesIn(join(folder, 'rules')).map((name) => ({
      source: `${id}/rules/${name}`,
      text: readFileSync(join(folder, 'rules', name), 'utf8'),
    }));
    const rules = parseRules(sources, Object.keys(groups));
    compileRules(rules);
    if (rules.length === 0) {
      return good({ zh: '没有规则，不会通知任何人', en: 'no rule: nobody will be told anything' });
    }
    const [count, files] = [String(rules.length), sources.map(({ source }) => source).join('\n')];
    return good({ zh: `${count} 条\n${files}`, en: `${count}\n${files}` });
  });
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
