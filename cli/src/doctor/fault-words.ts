import { HubError, messageOf } from '@hub/core';
import * as dingtalk from '@hub/dingtalk';
import * as kingdee from '@hub/kingdee';
import * as source from '@hub/source';
import type { Finding, Words } from '@hub/source';

/** What a fault means and how it is mended, in words for who runs the hub; details stand in the fault's own message. */
interface Meaning {
  readonly means: Words;
  readonly remedy: Words;
}

const meanings: Readonly<Record<string, Meaning>> = {
  CONFIG_INVALID: {
    means: { zh: '环境变量不全或有误', en: 'variables of the environment are missing or wrong' },
    remedy: {
      zh: '按上面列出的名称设置环境变量，再运行一次',
      en: 'set the variables that are named above and run it again',
    },
  },
  TENANT_INVALID: {
    means: { zh: '租户文件有误', en: 'a file of the tenant is wrong' },
    remedy: {
      zh: '改正上面指出的文件和行；字段说明见 config/tenant.schema.json',
      en: 'mend the file and line that are named; config/tenant.schema.json explains the fields',
    },
  },
  RULES_INVALID: {
    means: {
      zh: '规则文件有误，仍在使用上一次正确的规则',
      en: 'a rule file is wrong; the last good rules stay in force',
    },
    remedy: { zh: '改正上面指出的文件和行', en: 'mend the file and line that are named' },
  },
  KAFKA_UNREACHABLE: {
    means: { zh: '连不上 Kafka', en: 'Kafka does not answer' },
    remedy: {
      zh: '启动 Kafka，或改正 KAFKA_BROKERS，并检查网络和防火墙',
      en: 'start Kafka or correct KAFKA_BROKERS, and look at the network in between',
    },
  },
  REDIS_AWAY: {
    means: {
      zh: '连不上 Redis，集线器会变慢但不会出错',
      en: 'Redis does not answer; the hub is slower but stays right',
    },
    remedy: {
      zh: '启动 Redis，或改正 REDIS_URL',
      en: 'start Redis or correct REDIS_URL',
    },
  },
  REDIS_URL: {
    means: { zh: 'REDIS_URL 不是 Redis 地址', en: 'REDIS_URL is no address of Redis' },
    remedy: {
      zh: '写成 redis://主机:6379 或 rediss://用户:密码@主机:6379',
      en: 'write it as redis://host:6379 or rediss://user:password@host:6379',
    },
  },
};

const anything: Meaning = {
  means: { zh: '检查时出错', en: 'the check met a fault' },
  remedy: {
    zh: '按 docs/faults.md 中的说明处理',
    en: 'docs/faults.md says what to do about this code',
  },
};

/**
 * What was thrown, as a finding. The message of the fault stands on lines of its own below the plain words: it names
 * file, field or call, and is the same in both languages.
 */
export function faultFinding(error: unknown): Finding {
  const code = error instanceof HubError ? error.code : 'DOCTOR_UNEXPECTED';
  const said = messageOf(error);
  const vendor = [kingdee, dingtalk, source].find(({ codesWithWords }) =>
    codesWithWords.includes(code),
  );
  if (vendor !== undefined) {
    const words = vendor.wordsOf(code, said);
    return { ok: false, found: words.fault, remedy: words.remedy, code };
  }
  const { means, remedy } = meanings[code] ?? anything;
  return {
    ok: false,
    found: { zh: `${means.zh}\n${said}`, en: `${means.en}\n${said}` },
    remedy,
    code,
  };
}

export function good(found: Words): Finding {
  return { ok: true, found, remedy: null, code: null };
}

export function bad(code: string, found: Words, remedy: Words): Finding {
  return { ok: false, found, remedy, code };
}

/** A check that turns whatever is thrown into a finding. */
export function check(
  id: string,
  asks: Words,
  ask: () => Promise<Finding> | Finding,
): { readonly id: string; readonly asks: Words; readonly run: () => Promise<Finding> } {
  return {
    id,
    asks,
    run: async () => {
      try {
        return await ask();
      } catch (error) {
        return faultFinding(error);
      }
    },
  };
}
