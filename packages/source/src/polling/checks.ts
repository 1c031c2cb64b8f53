import { HubError } from '@hub/core';
import type { Check, Finding, Words } from '../check.js';
import type { Mapping } from '../mapping/mapping.js';

/** What whoever looks after the system can do, by code of the fault. */
const remedies: Readonly<Record<string, Words>> = {
  SOURCE_UNREACHABLE: {
    zh: '检查来源地址、网络和防火墙',
    en: 'check the address of the source, the network and the firewall',
  },
  SOURCE_TIMEOUT: {
    zh: '检查来源系统的负载，或为变更时间字段建立索引',
    en: 'look at the load of the system, or index the field of the time of change',
  },
  SOURCE_CREDENTIALS: {
    zh: '检查用户名、密码或密钥文件',
    en: 'check the user, the password or the secret file',
  },
  SOURCE_NO_PERMISSION: {
    zh: '在来源系统中授予该用户读取权限',
    en: 'give this user the right to read in the system',
  },
  SOURCE_UNKNOWN_FIELD: {
    zh: '按来源系统的实际字段修改映射文件',
    en: 'correct the mapping file by the fields that the system has',
  },
  SOURCE_BUSY: { zh: '稍后再试，或降低调用频率', en: 'try later, or call less often' },
  SOURCE_MALFORMED: {
    zh: '检查地址是否正确，中间是否有代理或登录页',
    en: 'check the address, and whether a proxy or a login page stands between',
  },
};

const otherwise: Words = {
  zh: '按提示修改映射文件或来源配置',
  en: 'mend the mapping file or the source as the message says',
};

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
  const remedy = remedies[code] ?? otherwise;
  return { ok: false, found: { zh: message, en: message }, remedy, code };
}
