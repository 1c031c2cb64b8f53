import {
  loginByPassport,
  loginByPassword,
  loginBySecret,
  loginBySign,
  type LoginFailure,
  type LoginOutcome,
  type LoginPassed,
} from '../auth/login.js';
import { loginFailure, loginSuccess, loginWithForm } from '../auth/login-reply.js';
import { appOfPassport } from '../auth/passport.js';
import type { AccountSet } from '../database/account-set.js';
import type { OpenCall, OpenMethod, OpenReply, Server } from '../protocol/method.js';
import { textOf } from '../text.js';
import { flag } from './flag.js';

const defaultLcid = 2052;

type Given = Readonly<Record<string, string>>;

/** One attempt to log in: where, with what, from where. */
interface Try {
  readonly server: Server;
  readonly given: Given;
  readonly address: string;
}

interface Attempted {
  readonly account: AccountSet | undefined;
  readonly outcome: LoginOutcome;
}

type Attempt = (attempt: Try) => Attempted;

const byPassword: Attempt = inAccount((account, { given }) =>
  loginByPassword(account, given['username'] ?? '', given['password'] ?? ''),
);

const bySecret: Attempt = inAccount((account, { given, address }) =>
  loginBySecret(account, {
    address,
    userName: given['username'] ?? '',
    appId: given['appId'] ?? '',
    appSecret: given['appSecret'] ?? '',
  }),
);

const bySign: Attempt = inAccount((account, { given, address }) =>
  loginBySign(account, {
    address,
    userName: given['username'] ?? '',
    appId: given['appId'] ?? '',
    timestamp: given['timestamp'] ?? '',
    sign: given['sign'] ?? '',
  }),
);

const byPassport: Attempt = ({ server, given, address }) => {
  const found = appOfPassport(server.accounts, given['passportForBase64'] ?? '');
  if (found === undefined) {
    return { account: undefined, outcome: { type: -1, message: '通行证无效' } };
  }
  const { account, app } = found;
  return { account, outcome: loginByPassport(account, app, { userName: app.userName, address }) };
};

/** The token of a living session, as its login reply named it in Context.UserToken, opens another. */
const byUserToken: Attempt = inAccount((account, { server, given }) => {
  const session = server.sessions.use(given['userToken'] ?? '');
  return session?.account === account
    ? { user: session.user }
    : { type: -1, message: '用户令牌无效或已过期' };
});

/** Ways that need something this server has not got: a directory, a certificate, a card, an encoding. */
const notOffered: Attempt = inAccount(() => ({
  type: -1,
  message: '当前数据中心未启用该登录方式',
}));

const who = ['acctID', 'username'];

/** The login methods, each with its parameters in the vendor's order, and Logout. */
export const authService: readonly OpenMethod[] = [
  loginMethod('ValidateUser', [...who, 'password', 'lcid'], byPassword),
  loginMethod('ValidateUser2', [...who, 'password', 'isKickOff', 'lcid'], byPassword),
  loginMethod('ValidateUserByOrgNumber', [...who, 'password', 'lcid', 'orgNumber'], byPassword),
  loginMethod('LoginByAppSecret', [...who, 'appId', 'appSecret', 'lcid'], bySecret),
  loginMethod('LoginByAppSecret2', [...who, 'appId', 'appSecret', 'isKickOff', 'lcid'], bySecret),
  loginMethod('LoginBySign', [...who, 'appId', 'timestamp', 'sign', 'lcid'], bySign),
  loginMethod('LoginBySign2', [...who, 'appId', 'timestamp', 'sign', 'isKickOff', 'lcid'], bySign),
  loginMethod('LoginBySimplePassport', ['passportForBase64', 'lcid'], byPassport),
  loginMethod('LoginBySimplePassport2', ['passportForBase64', 'isKickOff', 'lcid'], byPassport),
  loginMethod('ValidateUserToken', [...who, 'userToken', 'lcid'], byUserToken),
  loginMethod('ValidateUserByThirdTicket', ['acctID', 'content', 'signature', 'lcid'], notOffered),
  ...[
    'ValidateUserEnDeCode',
    'ValidateUserEnDeCodeV2',
    'ValidateUserEnDeCodeByOrgNumber',
    'ValidateDomainUser',
    'ValidateDomainUserEnDeCode',
    'LoginByRSASign',
    'LoginByRSAAuth',
    'LoginByMobileCard',
  ].map((name) => loginMethod(name, [...who, 'password', 'lcid'], notOffered)),
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

/** An attempt at the account set that the call names. */
function inAccount(attempt: (account: AccountSet, at: Try) => LoginOutcome): Attempt {
  return (at) => {
    const acctId = at.given['acctID'] ?? '';
    const named = at.server.accounts.find((each) => each.acctId === acctId);
    return {
      account: named,
      outcome:
        named === undefined
          ? { type: -1, message: `数据中心“${acctId}”不存在` }
          : attempt(named, at),
    };
  };
}

function loginMethod(name: string, parameters: readonly string[], attempt: Attempt): OpenMethod {
  return {
    kind: 'open',
    name,
    parameters,
    handle: (call) => {
      const given = Object.fromEntries(
        parameters.map((each, index) => [each, textOf(call.arguments[index])] as const),
      );
      const { server, address } = call;
      const { account: at, outcome } = attempt({ server, given, address });
      note(server, name, given, { at, outcome });
      const lcid = Number(given['lcid'] ?? '') || defaultLcid;
      if (at === undefined || !('user' in outcome)) {
        const failure = outcome as LoginFailure;
        const message = server.erp.switches.loginFailureText || failure.message;
        return refused(server, at, { ...failure, message }, lcid);
      }
      return letIn(server, at, outcome, { given, lcid, byPassword: attempt === byPassword });
    },
  };
}

function note(
  server: Server,
  method: string,
  given: Given,
  { at, outcome }: { at: AccountSet | undefined; outcome: LoginOutcome },
): void {
  const ok = 'user' in outcome;
  server.erp.journal.append('login', {
    acctId: at?.acctId ?? given['acctID'],
    userName: ok ? outcome.user.userName : given['username'],
    method,
    ok,
    ...(ok ? {} : { message: outcome.message }),
  });
}

function refused(
  server: Server,
  at: AccountSet | undefined,
  failure: LoginFailure,
  lcid: number,
): OpenReply {
  const reply = loginFailure(failure, lcid);
  if (at === undefined || failure.blocked === undefined) return { reply, ok: false };
  return { reply, ok: false, session: server.sessions.open(at, failure.blocked, lcid, true) };
}

function letIn(
  server: Server,
  at: AccountSet,
  { user, notice }: LoginPassed,
  how: { readonly given: Given; readonly lcid: number; readonly byPassword: boolean },
): OpenReply {
  const { given, lcid } = how;
  if (server.erp.switches.oneSessionPerUser || flag(given['isKickOff'], false)) {
    server.sessions.endWhere((each) => each.account === at && each.user === user);
  }
  const session = server.sessions.open(at, user, lcid);
  const organisations = server.erp.forms.get('ORG_Organizations');
  session.orgId = Number(
    at.rowByNumber(organisations, given['orgNumber'] ?? '')?.id ?? session.orgId,
  );
  const { licenceWarning } = server.erp.switches;
  const warned =
    licenceWarning === 'everybody' ||
    (licenceWarning === 'administrator' && user.userName === 'Administrator');
  const reply = how.byPassword && warned ? loginWithForm(session) : loginSuccess(session, notice);
  return { reply, session, ok: true };
}
