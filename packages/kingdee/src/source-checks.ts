import type { Check, Words } from '@hub/source';
import { ask, fine } from './finding.js';

/** What to do where it is not what one would do about an account book of K3Cloud. */
const remedies: Readonly<Record<string, Words>> = {
  KINGDEE_UNREACHABLE: {
    zh: '检查来源的 url、网络和防火墙，并确认该系统在运行',
    en: 'check url of the source, the network in between, and that the system is running',
  },
  KINGDEE_URL: {
    zh: '检查来源的 url：不带用户名、密码和问号',
    en: 'correct url of the source: no user, password or question mark in it',
  },
  KINGDEE_LOGIN_REFUSED: {
    zh: '检查授权码、应用编码、密钥、账套和代理用户，以及双方时钟',
    en: 'check code, application, secret, account and proxy user, and the clocks of both sides',
  },
  KINGDEE_NO_PERMISSION: {
    zh: '为应用和集成用户授予该接口的权限',
    en: 'give application and integration user the right to this interface',
  },
  KINGDEE_FORM_UNKNOWN: {
    zh: '检查接口是否已发布并授权给该应用',
    en: 'check that the interface is published and granted to the application',
  },
  KINGDEE_FIELD_UNKNOWN: {
    zh: '为接口补充所缺字段，或修改单据定义',
    en: 'add the missing field to the interface, or correct the form',
  },
  KINGDEE_CALL_LIMIT: {
    zh: '调小 callsPerSecond，或放宽限流策略',
    en: 'lower callsPerSecond, or widen the limit of the system',
  },
};

/** Whether a system can be opened, and each of its forms be read. */
export function sourceChecks(
  name: string,
  forms: readonly string[],
  does: {
    readonly open: () => Promise<void>;
    readonly read: (form: string) => Promise<void>;
  },
): readonly Check[] {
  const login = ask(
    `source.${name}.login`,
    { zh: `来源 ${name}：能否登录`, en: `source ${name}: is the login accepted` },
    async () => {
      await does.open();
      return fine('登录成功', 'the login is accepted');
    },
  );
  const readable = forms.map((form) =>
    ask(
      `source.${name}.${form}`,
      { zh: `来源 ${name}：能否读取 ${form}`, en: `source ${name}: can ${form} be read` },
      async () => {
        await does.read(form);
        return fine(`${form} 可读取，字段齐全`, `${form} can be read, its fields are there`);
      },
    ),
  );
  return [login, ...readable].map(withRemedy);
}

function withRemedy(check: Check): Check {
  return {
    ...check,
    run: async () => {
      const finding = await check.run();
      const remedy = finding.code === null ? undefined : remedies[finding.code];
      return remedy === undefined ? finding : { ...finding, remedy };
    },
  };
}
