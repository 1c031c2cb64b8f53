import { HubError, Secrets, Slots, type Clock } from '@hub/core';
import { credentialsOf, secretsOf, type AuthFields, type Credentials } from './auth.js';
import { noReplyFault, statusFault, type Asked } from './faults.js';
import { NoReply, Transport, type HttpReply } from './transport.js';

export interface WebClientOptions {
  /** As the tenant file calls the source. */
  readonly source: string;
  readonly url: string;
  readonly auth: AuthFields;
  readonly callsPerSecond: number;
  readonly callsAtOnce: number;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  /** The server's own word in the body of a refusal; empty when there is none. */
  readonly saidIn: (text: string) => string;
}

export interface Get {
  /** Path with query, or a whole address as the server gave it. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For messages. */
  readonly what: string;
}

const callsWaitingMax = 1_000;
const replyBytesMax = 32 * 1024 * 1024;

/** Reads from one server: authenticated, bounded, paced, and with every refusal named. */
export class WebClient {
  readonly base: URL;
  readonly #options: WebClientOptions;
  readonly #transport: Transport;
  readonly #tokenTransport: Transport | null;
  readonly #credentials: Credentials;
  readonly #secrets: Secrets;
  readonly #slots: Slots;
  #nextCallAt = 0;
  #quietUntil = 0;

  constructor(options: WebClientOptions) {
    const { url, auth, callsAtOnce: connectionsMax, requestTimeoutMs, clock } = options;
    this.#options = options;
    this.base = new URL(url);
    const bounds = { requestTimeoutMs, connectionsMax, replyBytesMax };
    this.#transport = new Transport({ origin: this.base.origin, ...bounds });
    this.#tokenTransport =
      auth.kind === 'oauth2'
        ? new Transport({ origin: new URL(auth.tokenUrl).origin, ...bounds })
        : null;
    this.#secrets = new Secrets(...secretsOf(auth));
    const tokens = { transport: this.#tokenTransport, clock, secrets: this.#secrets };
    this.#credentials = credentialsOf(auth, tokens);
    this.#slots = new Slots({
      runningMax: connectionsMax,
      waitingMax: callsWaitingMax,
      code: 'SOURCE_BUSY',
    });
  }

  /**
   * The answer, if it is a success or "not modified" or "not there" (304, 404, 410).
   *
   * @throws HubError SOURCE_*
   */
  async get(call: Get): Promise<HttpReply> {
    const { source } = this.#options;
    const asked: Asked = { source, host: this.base.host, what: call.what };
    return await this.#slots.run(async () => {
      const path = this.#pathOf(call.target, asked);
      for (const lastTry of [false, true]) {
        await this.#turn(asked);
        const reply = await this.#send(path, call.headers ?? {}, asked);
        if (reply.status === 401 && !lastTry && this.#credentials.renew()) continue;
        return this.#judged(reply, asked);
      }
      throw new HubError('SOURCE_CREDENTIALS', `source ${source}: not accepted with a fresh token`);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#transport.close(), this.#tokenTransport?.close()]);
  }

  #judged(reply: HttpReply, asked: Asked): HttpReply {
    const { status, text } = reply;
    if ((status >= 200 && status < 300) || status === 304) return reply;
    if (status === 404 || status === 410) return reply;
    const now = this.#options.clock.now();
    const said = this.#options.saidIn(text);
    const fault = statusFault(asked, reply, { said, secrets: this.#secrets, now });
    if (fault.code === 'SOURCE_BUSY') {
      this.#quietUntil = this.#options.clock.monotonic() + (fault.retryAfterMs ?? 0);
    }
    throw fault;
  }

  async #send(
    path: string,
    headers: Readonly<Record<string, string>>,
    asked: Asked,
  ): Promise<HttpReply> {
    try {
      const proof = await this.#credentials.headers();
      return await this.#transport.send({ method: 'GET', path, headers: { ...headers, ...proof } });
    } catch (error) {
      if (error instanceof NoReply) throw noReplyFault(asked, error);
      throw error;
    }
  }

  /** Waits for the next call that the limit allows; a server that asked for silence is not called at all. */
  async #turn({ source }: Asked): Promise<void> {
    const { clock, callsPerSecond } = this.#options;
    const now = clock.monotonic();
    if (now < this.#quietUntil) {
      const retryAfterMs = Math.ceil(this.#quietUntil - now);
      throw new HubError('SOURCE_BUSY', `source ${source}: it asked to be left alone for a while`, {
        retryable: true,
        retryAfterMs,
      });
    }
    const at = Math.max(now, this.#nextCallAt);
    this.#nextCallAt = at + 1000 / callsPerSecond;
    if (at > now) await clock.sleep(at - now);
  }

  /** An address that the server gave is followed at this very server only. */
  #pathOf(target: string, { source, host, what }: Asked): string {
    const url = URL.parse(target, this.base.href);
    if (url?.origin !== this.base.origin) {
      throw new HubError(
        'SOURCE_REFUSED',
        `source ${source}, ${what}: the next page is said to be at another server than ${host}; only the address of the source is called`,
      );
    }
    return `${url.pathname}${url.search}`;
  }
}
