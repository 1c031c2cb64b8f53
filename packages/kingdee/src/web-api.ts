import { HubError, Secrets, Slots, systemClock, type Clock } from '@hub/core';
import { nameOf, type CallName } from './faults.js';
import { lostReply } from './lost-reply.js';
import { Pace } from './pace.js';
import { readReply } from './reply.js';
import { serverUrl } from './server-url.js';
import {
  loginParameters,
  openedSession,
  Sessions,
  signedSession,
  type Account,
  type Session,
} from './session.js';
import { clientSecretOf } from './signature.js';
import { NoReply, Transport, type HttpReply } from './transport.js';

export interface K3CloudOptions {
  /** Base address, such as https://erp.example.com/k3cloud/ */
  readonly url: string;
  readonly acctId: string;
  readonly userName: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Language of names and messages; default 2052, simplified Chinese. */
  readonly lcid?: number | undefined;
  /** Organisation the session works in, by number; default the user's own. Used by signed headers only. */
  readonly orgNumber?: string | undefined;
  /** `sign` logs in with LoginBySign and keeps the session; `headers` signs every call. Default sign. */
  readonly auth?: 'sign' | 'headers' | undefined;
  /** Offset of the ERP server's local time from UTC; default 480, China. */
  readonly utcOffsetMinutes?: number | undefined;
  /** Longest wait for one answer; default 10 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Calls that may begin in one second; default 100. */
  readonly callsPerSecond?: number | undefined;
  /** Calls that may be under way at once; default 4. */
  readonly callsAtOnce?: number | undefined;
  readonly clock?: Clock | undefined;
}

const auth = 'Kingdee.BOS.WebApi.ServicesStub.AuthService';
const callsAtOnceUsual = 4;
const callsPerSecondUsual = 100;
/** A name that no version knows. */
const nobodysMethod = 'HubAsksForNothing';
const callsWaitingMax = 1000;
const replyMebibytesMax = 32;

/** Carries calls to one account book: authenticates them, bounds them, and tells what their answers mean. */
export class WebApi {
  readonly #base: URL;
  readonly #transport: Transport;
  readonly #sessions: Sessions;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  #skewMs = 0;
  readonly #slots: Slots;
  readonly #pace: Pace;

  constructor(options: K3CloudOptions) {
    const { acctId, userName, appId, appSecret, lcid = 2052, orgNumber = null } = options;
    const clock = options.clock ?? systemClock;
    this.#clock = clock;
    const account: Account = { acctId, userName, appId, appSecret, lcid, orgNumber };
    const callsAtOnce = options.callsAtOnce ?? callsAtOnceUsual;
    this.#pace = new Pace(options.callsPerSecond ?? callsPerSecondUsual, clock);
    this.#slots = new Slots({
      runningMax: callsAtOnce,
      waitingMax: callsWaitingMax,
      code: 'KINGDEE_BUSY',
    });
    this.#base = serverUrl(options.url);
    this.#secrets = new Secrets(appSecret, clientSecretOf(appId));
    this.#transport = new Transport({
      base: this.#base,
      requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
      connectionsMax: callsAtOnce,
      replyBytesMax: replyMebibytesMax * 1024 * 1024,
    });
    const open =
      options.auth === 'headers'
        ? (): Promise<Session> => Promise.resolve(signedSession(account, clock))
        : (): Promise<Session> => this.#login(account, clock);
    this.#sessions = new Sessions(open, clock);
  }

  /** Sends `body` and returns the parsed answer. Sent again only when a lost session kept it from happening. */
  async call(service: string, call: CallName, body: object): Promise<unknown> {
    const path = this.#pathOf(service, call.method);
    const text = JSON.stringify(body);
    return await this.#slots.run(async () => {
      for (const lastTry of [false, true]) {
        const session = await this.#sessions.current();
        await this.#pace.turn();
        const reply = await this.#post(path, text, session.headersFor(path), call);
        const reading = readReply(reply, call, (said) => this.#secrets.mask(said));
        if (reading.kind === 'value') return reading.value;
        // A lost session is answered before anything is done, so even a write may be sent again, once.
        this.#sessions.forget(session);
        if (lastTry) break;
      }
      const remedy =
        'check appId, appSecret, acctId, the list of users and addresses of the application, and its licence';
      throw new HubError(
        'KINGDEE_LOGIN_REFUSED',
        `${nameOf(call)}: not accepted even with a fresh session; ${remedy}`,
      );
    });
  }

  /** A call that needs no session. */
  async callOpen(service: string, method: string, body: object): Promise<unknown> {
    const call: CallName = { method, form: null, write: false };
    const path = this.#pathOf(service, method);
    const reply = await this.#slots.run(() => this.#post(path, JSON.stringify(body), {}, call));
    const reading = readReply(reply, call, (said) => this.#secrets.mask(said));
    return reading.kind === 'value' ? reading.value : null;
  }

  /**
   * Whether the server has a method. Nobody says how a version answers to a name it does not know, so a name that none
   * knows is asked for as well: what is answered to both alike is not there. `body` must be one that nothing can be done
   * with.
   */
  async offers(service: string, method: string, body: object): Promise<boolean> {
    const [asked, unknown] = [
      await this.#probe(service, method, body),
      await this.#probe(service, nobodysMethod, body),
    ];
    return asked !== unknown;
  }

  /** Logs in unless that is done, and tells the version the ERP then said it has. */
  async version(): Promise<string | null> {
    return (await this.#sessions.current()).version;
  }

  /** How far the server's clock is ahead of ours by its last answer; 0 before the first. */
  get clockSkewMs(): number {
    return this.#skewMs;
  }

  /** Time at the server, UTC milliseconds. */
  serverNow(): number {
    return this.#clock.now() + this.#skewMs;
  }

  /** Logs out, so that no licence stays taken, and closes all connections. */
  async close(): Promise<void> {
    const session = this.#sessions.active;
    if (session !== null && 'cookie' in session.headersFor('')) {
      const path = this.#pathOf(auth, 'Logout');
      // Best effort: a session nobody ends runs out by itself.
      await this.#transport.post(path, '', session.headersFor(path)).catch(() => undefined);
      this.#sessions.forget(session);
    }
    await this.#transport.close();
  }

  async #probe(service: string, method: string, body: object): Promise<string> {
    const path = this.#pathOf(service, method);
    const session = await this.#sessions.current();
    const call: CallName = { method, form: null, write: false };
    const text = JSON.stringify(body);
    const { status, text: said } = await this.#slots.run(() =>
      this.#post(path, text, session.headersFor(path), call),
    );
    return `${String(status)} ${said.replaceAll(method, '')}`;
  }

  async #login(account: Account, clock: Clock): Promise<Session> {
    const call: CallName = { method: 'LoginBySign', form: null, write: false };
    const body = JSON.stringify({ parameters: loginParameters(account, clock, this.#secrets) });
    const reply = await this.#post(this.#pathOf(auth, call.method), body, {}, call);
    const reading = readReply(reply, call, (said) => this.#secrets.mask(said));
    if (reading.kind === 'session-lost') {
      throw new HubError(
        'KINGDEE_LOGIN_REFUSED',
        `${nameOf(call)}: refused (MsgCode 1); check acctId and the application`,
      );
    }
    return openedSession(reply, account, this.#secrets);
  }

  async #post(
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    call: CallName,
  ): Promise<HttpReply> {
    try {
      const reply = await this.#transport.post(path, body, headers);
      if (reply.date !== null) this.#skewMs = reply.date - this.#clock.now();
      return reply;
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      throw lostReply(error, call, this.#base.host, replyMebibytesMax);
    }
  }

  #pathOf(service: string, method: string): string {
    return `${this.#base.pathname}${service}.${method}.common.kdsvc`;
  }
}
