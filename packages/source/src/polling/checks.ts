import { HubError } from '@hub/core';
import type { Check, Finding } from '../check.js';
import { wordsOf } from '../fault-words.js';
import type { Mapping } from '../mapping/mapping.js';

/** One question a form: are its fields there, and may they be read. */
export function sourceChecks(
  name: string,
  mappings: readonly Mapping[],
  tryOut: (mapping: Mapping) => Promise<void>,
): readonly Check[] {
  return mappings.map((mapping) => ({
    id: `source.${name}.${mapping.form}`,
    asks: {
      zh: `来源 ${name}：能否读取 ${mapping.form}（${mapping.from}）`,
      en: `source ${name}: can ${mapping.form} (${mapping.from}) be read`,
    },
    run: async () => {
      try {
        await tryOut(mapping);
        return readable(mapping);
      } catch (error) {
        return findingOf(error);
      }
    },
  }));
}

function readable({ form }: Mapping): Finding {
  const found = { zh: `${form} 可读取，字段齐全`, en: `${form} can be read, its fields are there` };
  return { ok: true, found, remedy: null, code: null };
}

/** A fault as a finding, with its remedy in both languages. */
function findingOf(error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof HubError ? error.code : 'SOURCE_UNEXPECTED';
  const { fault, remedy } = wordsOf(code, message);
  return { ok: false, found: fault, remedy, code };
}
