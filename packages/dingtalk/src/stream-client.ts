import { backoffMs, HubError, messageOf, Secrets, Slots, systemClock, type Clock } from '@hub/core';
import { configuredUrl } from './addresses.js';
import { DingTalkFault } from './faults.js';
import { openGateway } from './gateway.js';
import { StreamConnection, type Retirement, type StreamTiming } from './stream-connection.js';
import { StreamDispatch, type StreamHandlers, type StreamLog } from './stream-dispatch.js';
import { Transport } from './transport.js';

export interface StreamOptions extends StreamHandlers {
  /** Address of the new API, usually https://api.dingtalk.com; the gateway must be of the same host or of dingtalk.com. */
  readonly api: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Organisation whose people may press and write; others are turned away. */
  readonly corpId: string;
  /** Connections kept at the same time; default 1. DingTalk pushes each message to any one of them. */
  readonly connections?: number | undefined;
  /** Hosts of gateways that are trusted beside DingTalk's own and that of `api`; they need TLS. */
  readonly gatewayHosts?: readonly string[] | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: StreamLog | undefined;
  /** Shorter waits for tests. */
  readonly timing?: Partial<ReconnectTiming> | undefined;
}

export interface ReconnectTiming extends StreamTiming {
  /** Longest wait for the gateway's address. */
  readonly openMs: number;
  /** Wait after the first failure; doubles up to the longest. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** A connection that lived so long was a good one; one that did not counts as a failure. */
  readonly stableMs: number;
}

const usual: ReconnectTiming = {
  openMs: 10_000,
  handshakeMs: 10_000,
  pingEveryMs: 5_000,
  silenceMs: 12_000,
  drainMs: 10_000,
  retryFirstMs: 500,
  retryMaxMs: 30_000,
  stableMs: 5_000,
};

const silent: StreamLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Receives presses, messages and events from DingTalk over Stream mode.
 *
 * A frame is acknowledged only after its handler is done, so a handler has to resolve when what it took is safe. What
 * is not acknowledged may come again under a new message id: handlers know it by the ids in it. When the gateway
 * says goodbye a new connection is opened at once while the old one finishes its work.
 */
export class StreamClient {
  readonly #options: StreamOptions;
  readonly #api: URL;
  readonly #clock: Clock;
  readonly #log: StreamLog;
  readonly #timing: ReconnectTiming;
  readonly #transport: Transport;
  readonly #secrets: Secrets;
  readonly #dispatch: StreamDispatch;
  readonly #closing = new AbortController();
  readonly #connections = new Set<StreamConnection>();
  /** However many connections are down, one attempt at a time. */
  readonly #attempts: Slots;
  #lanes: Promise<void>[] | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#api = configuredUrl(options.api, 'dingtalk.api');
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silent;
    this.#timing = { ...usual, ...options.timing };
    this.#attempts = new Slots({
      runningMax: 1,
      waitingMax: options.connections ?? 1,
      code: 'DINGTALK_BUSY',
    });
    this.#transport = new Transport(this.#timing.openMs);
    this.#secrets = new Secrets(options.appSecret);
    this.#dispatch = new StreamDispatch(options, options.corpId, this.#clock, this.#log);
  }

  /**
   * Starts to connect; resolves after the first attempt, successful or not. Attempts go on until close(), because
   * DingTalk being away must not keep the service from starting.
   */
  async start(): Promise<void> {
    if (this.#lanes !== null) return;
    const lanes = Array.from({ length: this.#options.connections ?? 1 }, () =>
      Promise.withResolvers<undefined>(),
    );
    this.#lanes = lanes.map(({ resolve }) =>
      this.#keepConnected(() => {
        resolve(undefined);
      }),
    );
    await Promise.all(lanes.map(({ promise }) => promise));
  }

  /** True while at least one connection is open. */
  get connected(): boolean {
    return [...this.#connections].some((connection) => connection.receiving);
  }

  /** Takes nothing new, lets handlers finish and answer, then closes. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#connections].map((connection) => this.#leave(connection)));
    // Cuts off a question for a gateway that is under way, for which a lane may be waiting.
    await this.#transport.cutOff();
    await Promise.all(this.#lanes ?? []);
  }

  /** One connection after another, until close(). */
  async #keepConnected(attempted: () => void): Promise<void> {
    const { retryFirstMs: firstMs, retryMaxMs: maxMs, stableMs } = this.#timing;
    const over = (): boolean => this.#closing.signal.aborted;
    let failures = 0;
    while (!over()) {
      const startedAt = this.#clock.monotonic();
      const { why, notBeforeMs } = await this.#connectOnce(attempted);
      if (over()) break;
      const stable = why !== 'failed' && this.#clock.monotonic() - startedAt >= stableMs;
      failures = stable ? 0 : failures + 1;
      // The gateway recycles connections; that is no fault and nothing to wait for.
      if (why === 'disconnect' && failures <= 1) continue;
      const wait = backoffMs(Math.max(1, failures), { firstMs, maxMs }, Math.random());
      await this.#clock.sleep(wait + notBeforeMs, this.#closing.signal).catch(() => undefined);
    }
    attempted();
  }

  /** Connects and waits until the connection takes nothing new any more; the rest of its work goes on behind. */
  async #connectOnce(attempted: () => void): Promise<Attempt> {
    try {
      const connection = await this.#attempts.run(() => this.#connect());
      attempted();
      this.#log.info({}, 'connected to the DingTalk gateway');
      const why = await connection.retired;
      this.#log.info({ reason: why }, 'the connection to the DingTalk gateway ended');
      void this.#leave(connection);
      return { why, notBeforeMs: 0 };
    } catch (error) {
      attempted();
      if (!this.#closing.signal.aborted) {
        const code = error instanceof HubError ? error.code : 'DINGTALK_UNREACHABLE';
        const said = this.#secrets.mask(messageOf(error));
        this.#log.error({ code }, `no Stream connection, trying again: ${said}`);
      }
      return { why: 'failed', notBeforeMs: notBeforeMs(error) };
    }
  }

  async #connect(): Promise<StreamConnection> {
    this.#closing.signal.throwIfAborted();
    const { appKey, appSecret, onEvent, gatewayHosts = [] } = this.#options;
    const { address } = await openGateway(this.#transport, {
      ...{ api: this.#api, appKey, appSecret, secrets: this.#secrets, hosts: gatewayHosts },
      events: onEvent !== undefined,
    });
    const parts = {
      timing: this.#timing,
      clock: this.#clock,
      handle: (frame: Parameters<StreamDispatch['handle']>[0]) => this.#dispatch.handle(frame),
      onMalformed: () => {
        this.#log.warn({}, 'a frame of the DingTalk gateway is unreadable and was dropped');
      },
    };
    const connection = await StreamConnection.open(address, parts, this.#closing.signal);
    this.#connections.add(connection);
    if (this.#closing.signal.aborted) await this.#leave(connection);
    return connection;
  }

  async #leave(connection: StreamConnection): Promise<void> {
    await connection.drain();
    this.#connections.delete(connection);
  }
}

interface Attempt {
  readonly why: Retirement | 'failed';
  /** Shortest wait that DingTalk asks for, milliseconds. */
  readonly notBeforeMs: number;
}

/** What a refusal costs when it is not waited out: an address that is banned stays so for longer. */
function notBeforeMs(error: unknown): number {
  if (!(error instanceof DingTalkFault)) return 0;
  const { handling, retryAfterMs = 0 } = error;
  return handling === 'retry' || handling === 'permanent' ? 0 : retryAfterMs;
}
