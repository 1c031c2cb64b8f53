import type { AccountSet, ErpApp, ErpUser } from '../database/account-set.js';
import { isLoginSign } from './signatures.js';

/** LoginResultType values that this server gives. */
export const loginResult = {
  success: 1,
  passwordError: 0,
  failure: -1,
  passwordExpired: -3,
  dealWithForm: -5,
} as const;

export interface LoginFailure {
  readonly type: 0 | -1 | -3;
  readonly message: string;
  readonly messageCode?: string;
  /** Whose session is opened although the login failed; every call of it is stopped. */
  readonly blocked?: ErpUser;
}

export interface LoginPassed {
  readonly user: ErpUser;
  /** Said beside a success, such as a password that expires soon. */
  readonly notice?: { readonly message: string; readonly messageCode: string };
}

export type LoginOutcome = LoginPassed | LoginFailure;

/** A call as the checks of an application see it. */
export interface Caller {
  readonly userName: string;
  /** Address of the connection. */
  readonly address: string;
}

const failure = (message: string): LoginFailure => ({ type: loginResult.failure, message });

const wrongUserOrPassword: LoginFailure = {
  type: loginResult.passwordError,
  message: '用户名或密码错误',
};

const notAuthorised = failure('第三方系统登录授权验证失败');

const passwordPolicy = 'CheckPasswordPolicy';

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
  const outcome = admit(account, user);
  return 'user' in outcome ? checkPasswordAge(account, outcome.user) : outcome;
}

function checkPasswordAge(account: AccountSet, user: ErpUser): LoginOutcome {
  const type = loginResult.passwordExpired;
  switch (account.access.userState(user.userName).password) {
    case 'valid':
      return { user };
    case 'expiring':
      return { user, notice: { message: '您的密码将在3天后过期', messageCode: passwordPolicy } };
    case 'expired':
      return { type, message: '您的密码已过期，请修改密码', messageCode: passwordPolicy };
    case 'hard-expired':
      return {
        type,
        message: '您的密码已过期，请修改密码',
        messageCode: passwordPolicy,
        blocked: user,
      };
  }
}

/** Login by the secret of a third-party application. */
export function loginBySecret(
  account: AccountSet,
  given: Caller & { readonly appId: string; readonly appSecret: string },
): LoginOutcome {
  const app = account.apps.find((each) => each.appId === given.appId);
  if (app?.appSecret !== given.appSecret) return notAuthorised;
  return authorise(account, app, given);
}

/** Login by the key file of an application: its content names the application and the user. */
export function loginByPassport(account: AccountSet, app: ErpApp, caller: Caller): LoginOutcome {
  return authorise(account, app, caller);
}

/** Login by a sign over the secret. */
export function loginBySign(
  account: AccountSet,
  given: Caller & {
    readonly appId: string;
    readonly timestamp: string;
    readonly sign: string;
  },
): LoginOutcome {
  const app = account.apps.find((each) => each.appId === given.appId);
  if (app === undefined) return notAuthorised;
  const { signAgeSecondsMax, signAlgorithms } = account.erp.switches;
  const ageSeconds = Math.abs(account.erp.clock.now() / 1000 - Number(given.timestamp));
  if (signAgeSecondsMax > 0 && !(ageSeconds <= signAgeSecondsMax)) {
    return failure('签名已过期，请检查服务器时间');
  }
  const understood = signAlgorithms !== 'sha1' || given.sign.length === 40;
  const parts = [account.acctId, given.userName, given.appId, app.appSecret, given.timestamp];
  if (!understood || !isLoginSign(given.sign, parts)) return failure('签名验证失败');
  return authorise(account, app, given);
}

/** An application may log in only as its allowed users, and from its allowed addresses. */
export function authorise(account: AccountSet, app: ErpApp, caller: Caller): LoginOutcome {
  const { users, addresses } = account.access.appState(app);
  if (addresses.length > 0 && !addresses.includes(caller.address)) {
    return failure(`IP地址“${caller.address}”不在第三方系统登录授权的白名单中`);
  }
  const user = account.userByName(caller.userName);
  const allowed = users.some(
    (each) => each === '*' || each.toUpperCase() === caller.userName.toUpperCase(),
  );
  if (user === undefined || !allowed) {
    return failure(`用户“${caller.userName}”未被授权使用该第三方系统登录`);
  }
  return admit(account, user);
}

/** Nobody gets in, whichever way, while locked or disabled. */
function admit(account: AccountSet, user: ErpUser): LoginOutcome {
  if (account.access.userState(user.userName).locked) {
    return failure('用户已被锁定，请联系系统管理员');
  }
  const row = account.row(account.erp.forms.get('SEC_User'), user.userId);
  if (row?.values['FForbidStatus'] === 'B') return failure('用户已被禁用，请联系系统管理员');
  return { user };
}
