import { loginByPassword, loginBySecret, loginBySign, type LoginOutcome } from '../auth/login.js';
import { loginFailure, loginSuccess } from '../auth/login-reply.js';
import type { AccountSet } from '../database/account-set.js';
import type { Call, OpenCall, OpenMethod, OpenReply } from '../protocol/method.js';
import { textOf } from '../text.js';

const defaultLcid = 2052;

type Attempt = (account: AccountSet, given: Readonly<Record<string, string>>) => LoginOutcome;

const byPassword: Attempt = (account, given) =>
  loginByPassword(account, given['username'] ?? '', given['password'] ?? '');

const bySecret: Attempt = (account, given) =>
  loginBySecret(account, {
    userName: given['username'] ?? '',
    appId: given['appId'] ?? '',
    appSecret: given['appSecret'] ?? '',
  });

const bySign: Attempt = (account, given) =>
  loginBySign(account, {
    userName: given['username'] ?? '',
    appId: given['appId'] ?? '',
    timestamp: given['timestamp'] ?? '',
    sign: given['sign'] ?? '',
  });

/** The login methods, each with its parameters in the vendor's order, and Logout. */
export const authService: readonly OpenMethod[] = [
  loginMethod('ValidateUser', ['acctID', 'username', 'password', 'lcid'], byPassword),
  loginMethod('ValidateUser2', ['acctID', 'username', 'password', 'isKickOff', 'lcid'], byPassword),
  loginMethod(
    'ValidateUserByOrgNumber',
    ['acctID', 'username', 'password', 'lcid', 'orgNumber'],
    byPassword,
  ),
  loginMethod('LoginByAppSecret', ['acctID', 'username', 'appId', 'appSecret', 'lcid'], bySecret),
  loginMethod(
    'LoginByAppSecret2',
    ['acctID', 'username', 'appId', 'appSecret', 'isKickOff', 'lcid'],
    bySecret,
  ),
  loginMethod('LoginBySign', ['acctID', 'username', 'appId', 'timestamp', 'sign', 'lcid'], bySign),
  loginMethod(
    'LoginBySign2',
    ['acctID', 'username', 'appId', 'timestamp', 'sign', 'isKickOff', 'lcid'],
    bySign,
  ),
  {
    kind: 'open',
    name: 'Logout',
    parameters: [],
    handle: ({ server, sessionId }: OpenCall): OpenReply => {
      const ended = server.sessions.end(sessionId);
      return { reply: ended, ok: ended };
    },
  },
];

function loginMethod(name: string, parameters: readonly string[], attempt: Attempt): OpenMethod {
  return {
    kind: 'open',
    name,
    parameters,
    handle: (call) => login(call, { name, parameters, attempt }),
  };
}

function login(
  { server, arguments: values }: Call,
  method: { name: string; parameters: readonly string[]; attempt: Attempt },
): OpenReply {
  const pairs = method.parameters.map((name, index) => [name, textOf(values[index])] as const);
  const given = Object.fromEntries(pairs) as Readonly<Record<string, string>>;
  const lcid = Number(given['lcid'] ?? '') || defaultLcid;
  const account = server.accounts.find((each) => each.acctId === given['acctID']);
  const outcome: LoginOutcome =
    account === undefined
      ? { type: -1, message: `数据中心“${given['acctID'] ?? ''}”不存在` }
      : method.attempt(account, given);
  const ok = 'user' in outcome;
  const facts = { acctId: given['acctID'], userName: given['username'], method: method.name, ok };
  server.erp.journal.append('login', ok ? facts : { ...facts, message: outcome.message });
  if (!ok || account === undefined) {
    return {
      reply: loginFailure(outcome as Exclude<LoginOutcome, { user: unknown }>, lcid),
      ok: false,
    };
  }
  if (given['isKickOff']?.toLowerCase() === 'true') {
    server.sessions.endWhere((each) => each.account === account && each.user === outcome.user);
  }
  const session = server.sessions.open(account, outcome.user, lcid);
  const organisations = server.erp.forms.get('ORG_Organizations');
  session.orgId = Number(
    account.rowByNumber(organisations, given['orgNumber'] ?? '')?.id ?? account.orgId,
  );
  return { reply: loginSuccess(session), session, ok: true };
}
