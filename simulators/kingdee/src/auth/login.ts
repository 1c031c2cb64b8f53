import type { AccountSet, ErpUser } from '../database/account-set.js';
import { isLoginSign } from './signatures.js';

/** LoginResultType values that this server gives. */
const loginResult = { success: 1, passwordError: 0, failure: -1 } as const;

export interface LoginFailure {
  readonly type: 0 | -1;
  readonly message: string;
}

export type LoginOutcome = { readonly user: ErpUser } | LoginFailure;

const failure = (message: string): LoginFailure => ({ type: loginResult.failure, message });

const wrongUserOrPassword: LoginFailure = {
  type: loginResult.passwordError,
  message: '用户名或密码错误',
};

/** Login by user name and password. */
export function loginByPassword(
  account: AccountSet,
  userName: string,
  password: string,
): LoginOutcome {
  const { wrongPasswordsMax } = account.erp.switches;
  const user = account.userByName(userName);
  if (user === undefined) return wrongUserOrPassword;
  if (wrongPasswordsMax > 0 && user.wrongPasswords >= wrongPasswordsMax) {
    return failure('用户已被锁定，请联系系统管理员');
  }
  if (user.password !== password) {
    user.wrongPasswords += 1;
    return wrongUserOrPassword;
  }
  user.wrongPasswords = 0;
  return { user };
}

/** Login by the secret of a third-party application. */
export function loginBySecret(
  account: AccountSet,
  given: { readonly userName: string; readonly appId: string; readonly appSecret: string },
): LoginOutcome {
  const app = account.apps.find((each) => each.appId === given.appId);
  if (app?.appSecret !== given.appSecret) return failure('第三方系统登录授权验证失败');
  return authorisedUser(account, app.userName, given.userName);
}

/** Login by a sign over the secret. */
export function loginBySign(
  account: AccountSet,
  given: {
    readonly userName: string;
    readonly appId: string;
    readonly timestamp: string;
    readonly sign: string;
  },
): LoginOutcome {
  const app = account.apps.find((each) => each.appId === given.appId);
  if (app === undefined) return failure('第三方系统登录授权验证失败');
  const { signAgeSecondsMax } = account.erp.switches;
  const ageSeconds = Math.abs(account.erp.clock.now() / 1000 - Number(given.timestamp));
  if (signAgeSecondsMax > 0 && !(ageSeconds <= signAgeSecondsMax)) {
    return failure('签名已过期，请检查服务器时间');
  }
  const parts = [account.acctId, given.userName, given.appId, app.appSecret, given.timestamp];
  if (!isLoginSign(given.sign, parts)) return failure('签名验证失败');
  return authorisedUser(account, app.userName, given.userName);
}

/** An application may log in only as the user it is authorised for. */
export function authorisedUser(
  account: AccountSet,
  allowed: string,
  userName: string,
): LoginOutcome {
  const user = account.userByName(userName);
  if (user === undefined || user.userName.toUpperCase() !== allowed.toUpperCase()) {
    return failure(`用户“${userName}”未被授权使用该第三方系统登录`);
  }
  return { user };
}
