import { HubError } from '@hub/core';
import type { Finding } from '@hub/source';
import { fine, wrong } from './finding.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { LoginRefusal } from './session.js';

/** Clocks that differ by more make signatures fail sooner or later; the vendor's tolerance is not published. */
export const skewMaxMs = 60_000;

/**
 * The ERP answers nearly every refused login with the same result type and says the reason in words only. People are
 * told a likely cause by these words; nothing else in the product looks at them.
 */
const hints: readonly (readonly [RegExp, string])[] = [
  [/时间|时钟|签名.*过期|time|clock/i, 'KINGDEE_CLOCK_OFF'],
  [/\bIP\b|IP地址|白名单|whitelist/i, 'KINGDEE_ADDRESS_REFUSED'],
  [/数据中心|账套|data ?cent/i, 'KINGDEE_ACCOUNT_UNKNOWN'],
  [/锁定|禁用|未被授权|密码|locked|disabled|password/i, 'KINGDEE_USER_REFUSED'],
  [/签名|密钥|授权验证|应用|sign|secret/i, 'KINGDEE_KEY_WRONG'],
];
const passwordTypes = new Set([-2, -3]);

/** Logs in, and asks one question, which a missing licence would refuse. */
export async function loginFinding(client: K3CloudClient): Promise<Finding> {
  try {
    const version = await client.version();
    await client.query({ form: 'BD_Currency', fields: ['FNumber'], limit: 1 });
    const [zh, en] = version === null ? ['', ''] : [`，版本 ${version}`, `, version ${version}`];
    return fine(`登录成功${zh}`, `logged in${en}`);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return wrong(causeOf(error, client), error.message);
  }
}

function causeOf(error: HubError, client: K3CloudClient): string {
  if (error.code !== 'KINGDEE_LOGIN_REFUSED') return error.code;
  if (Math.abs(client.clockSkewMs) > skewMaxMs) return 'KINGDEE_CLOCK_OFF';
  if (!(error instanceof LoginRefusal)) return error.code;
  if (error.resultType === 0) return 'KINGDEE_KEY_WRONG';
  if (passwordTypes.has(error.resultType)) return 'KINGDEE_USER_REFUSED';
  const hint = hints.find(([pattern]) => pattern.test(error.said));
  return hint?.[1] ?? error.code;
}
