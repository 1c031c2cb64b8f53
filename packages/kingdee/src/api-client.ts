import type { Secrets } from '@hub/core';
import { HubError, Slots, systemClock, type Clock } from '@hub/core';
import { isRecord, parseExactJson } from './exact-json.js';
import { nameOf, unsettled, type CallName } from './faults.js';
import { lostReply } from './lost-reply.js';
import { Pace } from './pace.js';
import { serverUrl } from './server-url.js';
import { NoReply, Transport, type HttpReply } from './transport.js';

export interface ApiOptions {
  /** Base address of the interface, ending in a slash or not. */
  readonly url: string;
  /** Longest wait for one answer; default 10 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Default 4. */
  readonly callsAtOnce?: number | undefined;
  /** Default 20. */
  readonly callsPerSecond?: number | undefined;
  readonly clock?: Clock | undefined;
}

export interface ApiRequest {
  /** Behind the base address, without a slash at its beginning. */
  readonly path: string;
  /** Sent by POST as JSON; by GET when absent. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const callsWaitingMax = 1000;
const replyMebibytesMax = 32;

/** Carries calls to an interface that answers JSON objects, bounded and paced. */
export class ApiClient {
  readonly clock: Clock;
  readonly #base: URL;
  readonly #transport: Transport;
  readonly #secrets: Secrets;
  readonly #pace: Pace;
  readonly #slots: Slots;
  #skewMs = 0;

  constructor(options: ApiOptions, secrets: Secrets) {
    const callsAtOnce = options.callsAtOnce ?? 4;
    this.clock = options.clock ?? systemClock;
    this.#base = serverUrl(options.url);
    this.#secrets = secrets;
    this.#pace = new Pace(options.callsPerSecond ?? 20, this.clock);
    this.#slots = new Slots({
      runningMax: callsAtOnce,
      waitingMax: callsWaitingMax,
      code: 'KINGDEE_BUSY',
    });
    this.#transport = new Transport({
      base: this.#base,
      requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
      connectionsMax: callsAtOnce,
      replyBytesMax: replyMebibytesMax * 1024 * 1024,
    });
  }

  /**
   * The object that was answered, whatever it says.
   *
   * @throws HubError when there is none: no connection, no answer in time, a status of HTTP, a page of a proxy
   */
  async ask(request: ApiRequest, call: CallName): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.#slots.run(async () => {
      await this.#pace.turn();
      return await this.#send(request, call);
    });
    if (reply.date !== null) this.#skewMs = reply.date - this.clock.now();
    const value = this.#parsed(reply.text);
    // Some sites put the code of an error into the status as well; the body says more.
    if (isRecord(value)) return value;
    throw reply.status === 200 ? this.#noObject(reply, call) : this.#ofStatus(reply, call);
  }

  /** Blots secrets out of what the server said. */
  mask(said: unknown): string {
    return typeof said === 'string' ? this.#secrets.mask(said) : '';
  }

  /** Time at the server by its last answer, UTC milliseconds. */
  serverNow(): number {
    return this.clock.now() + this.#skewMs;
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #send({ path, body, headers = {} }: ApiRequest, call: CallName): Promise<HttpReply> {
    const whole = `${this.#base.pathname}${path}`;
    try {
      return await (body === undefined
        ? this.#transport.get(whole, headers)
        : this.#transport.post(whole, JSON.stringify(body), headers));
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      throw lostReply(error, call, this.#base.host, replyMebibytesMax);
    }
  }

  #parsed(text: string): unknown {
    try {
      return parseExactJson(text);
    } catch {
      // The parser's own error quotes the answer unmasked, so it is not kept.
      return undefined;
    }
  }

  #noObject({ text }: HttpReply, call: CallName): HubError {
    const begins = this.#secrets.mask(text).slice(0, 80);
    const why = `the answer is no JSON object but begins "${begins}"; is a proxy in between?`;
    return unsettled(call, 'KINGDEE_MALFORMED', why);
  }

  #ofStatus({ status }: HttpReply, call: CallName): HubError {
    const what = `HTTP ${String(status)}`;
    if (status === 401 || status === 403) {
      const why = `${what}; check the credentials, and the list of addresses that are let in`;
      return new HubError('KINGDEE_LOGIN_REFUSED', `${nameOf(call)}: ${why}`);
    }
    if ((status >= 300 && status < 400) || status === 404) {
      const why = `${what} at ${this.#base.host}; check the path in the address of the ERP`;
      return unsettled(call, 'KINGDEE_UNREACHABLE', why);
    }
    return unsettled(call, 'KINGDEE_BUSY', what, { retryAfterMs: 5_000 });
  }
}
