import { Redis } from 'ioredis';
import { backoffMs, HubError, messageOf, systemClock, type Clock } from '@hub/core';

/** Where the link writes what becomes of its connection; pino has this shape. */
export interface RedisLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface LinkOptions {
  readonly log: RedisLog;
  readonly clock?: Clock;
  /** How long `connectRedis` waits for the first connection before it lets the caller go on without; default 5 s. */
  readonly firstWaitMs?: number;
  /** Longest wait for an answer; default 500 ms. A slower Redis counts as away. */
  readonly commandTimeoutMs?: number;
}

const awayText = 'Redis away; going on without';
const commandTimeoutDefaultMs = 500;
const firstWaitDefaultMs = 5_000;
/** After an answer that did not come in time nobody is made to wait for the next one so soon. */
const restAfterTimeoutMs = 1_000;
/** Looks for an answer in the time it may take; see `#inTime`. */
const looks = 5;
const reconnect = { firstMs: 50, maxMs: 2_000 };

/**
 * A connection to one Redis. It reconnects for ever by itself; while Redis is away every command fails at once
 * with REDIS_AWAY, so that callers can go on without it. Nothing is queued.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #address: string;
  readonly #clock: Clock;
  #problem: string | null = 'not connected yet';
  #restUntil = -Infinity;
  readonly #log: RedisLog;
  readonly #commandTimeoutMs: number;
  /** Whether the last answer did not come in time; said once. */
  #slow = false;

  constructor(
    url: string,
    { log, clock = systemClock, commandTimeoutMs = commandTimeoutDefaultMs }: LinkOptions,
  ) {
    this.#address = addressOf(url);
    this.#clock = clock;
    this.#log = log;
    this.#commandTimeoutMs = commandTimeoutMs;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 3_000,
      socketTimeout: commandTimeoutMs * 10,
      retryStrategy: (times) => backoffMs(times, reconnect, Math.random()),
    });
    this.#redis.on('ready', () => {
      this.#problem = null;
      this.#restUntil = -Infinity;
      log.info({ address: this.#address }, 'Redis connected');
    });
    this.#redis.on('error', (error) => {
      if (this.#problem === null)
        log.warn({ address: this.#address, reason: error.message }, awayText);
      this.#problem = error.message;
    });
    this.#redis.on('close', () => {
      this.#problem ??= 'connection closed';
    });
  }

  /** Why Redis cannot be used now, or null when it can; for the readiness report. */
  problem(): string | null {
    return this.#problem === null ? null : `Redis at ${this.#address}: ${this.#problem}`;
  }

  /** Tries to connect for a while; afterwards the link goes on trying in the background. */
  async start(waitMs: number = firstWaitDefaultMs): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#redis.once('ready', () => {
        resolve();
      });
    });
    void this.#redis.connect().catch(() => undefined); // 'error' told the reason, retryStrategy goes on
    const given = new AbortController();
    await Promise.race([ready, this.#clock.sleep(waitMs, given.signal).catch(() => undefined)]);
    given.abort();
  }

  /**
   * Runs commands against Redis.
   *
   * @throws HubError REDIS_AWAY, retryable, when Redis does not answer in time or at all
   */
  async run<T>(commands: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.#problem !== null) throw this.#away(this.#problem);
    if (this.#clock.monotonic() < this.#restUntil)
      throw this.#away('the last command was not answered in time');
    try {
      const answer = await this.#inTime(commands(this.#redis));
      this.#slow = false;
      return answer;
    } catch (error) {
      throw this.#away(messageOf(error), error);
    }
  }

  /**
   * Counts the time in parts, between which the socket is read. A process that stood still, because it computed or the
   * machine was busy, finds the answer there; it used to take Redis for away and to go on without what the others know.
   */
  #inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let left = looks;
      const timer = setInterval(() => {
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        reject(this.#late());
      }, this.#commandTimeoutMs / looks);
      answer.then(resolve, reject).finally(() => {
        clearInterval(timer);
      });
    });
  }

  #late(): Error {
    const reason = `no answer within ${String(this.#commandTimeoutMs)} ms`;
    if (!this.#slow) this.#log.warn({ address: this.#address, reason }, awayText);
    this.#slow = true;
    this.#restUntil = this.#clock.monotonic() + restAfterTimeoutMs;
    return new Error(reason);
  }

  close(): Promise<void> {
    this.#redis.disconnect();
    return Promise.resolve();
  }

  #away(reason: string, cause?: unknown): HubError {
    return new HubError('REDIS_AWAY', `Redis at ${this.#address} cannot be used: ${reason}`, {
      retryable: true,
      retryAfterMs: 1_000,
      cause,
    });
  }
}

/**
 * Connects to Redis. Without an answer it does not fail: it says so in the log, returns, and goes on trying,
 * because everything kept in Redis can be rebuilt.
 *
 * @throws HubError REDIS_URL when the address is none
 */
export async function connectRedis(url: string, options: LinkOptions): Promise<RedisLink> {
  const link = new RedisLink(url, options);
  await link.start(options.firstWaitMs);
  const problem = link.problem();
  if (problem !== null) {
    options.log.warn(
      { reason: problem },
      'starting without Redis; check REDIS_URL and that the server runs. Trying on',
    );
  }
  return link;
}

/** Host and port without user and password, which no message may show. */
function addressOf(url: string): string {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    !['redis:', 'rediss:'].includes(parsed.protocol) ||
    parsed.hostname === ''
  ) {
    throw new HubError(
      'REDIS_URL',
      'REDIS_URL is no Redis address; write it as redis://host:6379 or rediss://user:password@host:6379',
    );
  }
  return `${parsed.hostname}:${parsed.port === '' ? '6379' : parsed.port}`;
}
