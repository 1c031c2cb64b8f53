import { randomInt } from 'node:crypto';
import { HubError, type Clock, type Secrets } from '@hub/core';
import { isRecord, parseExactJson } from './exact-json.js';
import { loginSign, signedHeaders, type AppIdentity } from './signature.js';
import type { HttpReply } from './transport.js';

/** What authenticates one call. */
export interface Session {
  /** Version of the ERP as its login says it; null when nobody logged in. */
  readonly version: string | null;
  headersFor(path: string): Readonly<Record<string, string>>;
}

export interface Account extends AppIdentity {
  readonly lcid: number;
  readonly orgNumber: string | null;
}

/** Refused logins are not repeated sooner: the ERP locks a user after a few. */
const refusalHeldMs = 10_000;

/** Keeps one session for all calls: opens it once, however many ask at the same time, and again after it was lost. */
export class Sessions<S extends object = Session> {
  readonly #open: () => Promise<S>;
  readonly #clock: Clock;
  #current: S | null = null;
  #opening: Promise<S> | null = null;
  #refusal: { readonly error: HubError; readonly until: number } | null = null;

  constructor(open: () => Promise<S>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  async current(): Promise<S> {
    if (this.#current !== null) return this.#current;
    this.#opening ??= this.#renew().finally(() => {
      this.#opening = null;
    });
    return await this.#opening;
  }

  /** Drops a session the ERP no longer knows; one opened since then stays. */
  forget(session: S): void {
    if (this.#current === session) this.#current = null;
  }

  get active(): S | null {
    return this.#current;
  }

  async #renew(): Promise<S> {
    if (this.#refusal !== null && this.#clock.monotonic() < this.#refusal.until)
      throw this.#refusal.error;
    try {
      this.#current = await this.#open();
      this.#refusal = null;
      return this.#current;
    } catch (error) {
      if (error instanceof HubError && error.code === 'KINGDEE_LOGIN_REFUSED') {
        this.#refusal = { error, until: this.#clock.monotonic() + refusalHeldMs };
      }
      throw error;
    }
  }
}

/** A session that signs each call and needs no login. */
export function signedSession(account: Account, clock: Clock): Session {
  return {
    version: null,
    headersFor: (path) =>
      signedHeaders(account, {
        path,
        lcid: account.lcid,
        orgNumber: account.orgNumber ?? '0',
        timestamp: Math.floor(clock.now() / 1000),
        nonce: String(randomInt(2 ** 47)),
      }),
  };
}

/** Positional parameters of LoginBySign. */
export function loginParameters(
  account: Account,
  clock: Clock,
  secrets: Secrets,
): readonly unknown[] {
  const timestamp = Math.floor(clock.now() / 1000);
  const sign = loginSign({ ...account, timestamp });
  secrets.add(sign);
  return [account.acctId, account.userName, account.appId, timestamp, sign, account.lcid];
}

/** A login that was refused. `said` is for people: the ERP words it as it likes. */
export class LoginRefusal extends HubError {
  readonly resultType: number;
  readonly said: string;

  constructor(message: string, resultType: number, said: string) {
    super('KINGDEE_LOGIN_REFUSED', message);
    this.name = 'LoginRefusal';
    this.resultType = resultType;
    this.said = said;
  }
}

const resultNames: Readonly<Record<string, string>> = {
  '0': 'application or secret wrong',
  '-1': 'failure',
  '-2': 'password to be changed',
  '-3': 'password must be changed',
  '-4': 'warning',
  '-5': 'the ERP wants a form answered first',
  '-6': 'cloud account not bound',
  '-7': 'not activated',
  '-8': 'exception',
};

/**
 * Reads the answer to a login.
 *
 * @throws HubError KINGDEE_LOGIN_REFUSED, or KINGDEE_MALFORMED when it is no login answer at all
 */
export function openedSession(reply: HttpReply, account: Account, secrets: Secrets): Session {
  const result = loginResultOf(reply);
  const type = String(result['LoginResultType']);
  const id = result['KDSVCSessionId'];
  // -5 asks administrators to read a notice; the session, when there is one, works all the same.
  const usable = type === '1' || (type === '-5' && typeof id === 'string' && id !== '');
  if (!usable) throw refused(type, result['Message'], account, secrets);

  const cookies = cookiesOf(reply.cookies);
  if (typeof id === 'string' && id !== '') cookies.set('kdservice-sessionid', id);
  const sessionId = cookies.get('kdservice-sessionid');
  if (sessionId === undefined) {
    throw new HubError(
      'KINGDEE_MALFORMED',
      'Kingdee LoginBySign: succeeded without a session id; is a proxy dropping cookies?',
      {
        retryable: true,
      },
    );
  }
  for (const value of cookies.values()) secrets.add(value);
  const headers = {
    'kdservice-sessionid': sessionId,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  };
  return { version: versionIn(result['Context']), headersFor: () => headers };
}

function loginResultOf(reply: HttpReply): Readonly<Record<string, unknown>> {
  let result: unknown = null;
  try {
    result = parseExactJson(reply.text);
  } catch {
    // Falls through: no JSON is no login answer.
  }
  if (isRecord(result) && 'LoginResultType' in result) return result;
  throw new HubError(
    'KINGDEE_MALFORMED',
    'Kingdee LoginBySign: the answer is no login result; check kingdee.url and proxies',
    {
      retryable: true,
    },
  );
}

function refused(type: string, message: unknown, account: Account, secrets: Secrets): HubError {
  const said = secrets.mask(typeof message === 'string' ? message : '');
  const why = `${resultNames[type] ?? 'refused'} (LoginResultType ${type})${said === '' ? '' : `: ${said}`}`;
  const remedy =
    "check acctId, userName, appId and appSecret, the application's list of users and addresses, and the clocks of both sides";
  return new LoginRefusal(
    `Kingdee login of ${account.userName}: ${why}; ${remedy}`,
    Number(type),
    said,
  );
}

function versionIn(context: unknown): string | null {
  const version = isRecord(context) ? context['DisplayVersion'] : null;
  return typeof version === 'string' && version !== '' ? version : null;
}

const cookiesMax = 16;

function cookiesOf(lines: readonly string[]): Map<string, string> {
  const pairs = lines.slice(0, cookiesMax).map((line) => /^\s*([^=;\s]+)=([^;]*)/.exec(line));
  return new Map(
    pairs.filter((pair) => pair !== null).map((pair) => [pair[1] ?? '', (pair[2] ?? '').trim()]),
  );
}
