import { HubError, UnderWay } from '@hub/core';
import { Pool, type Dispatcher } from 'undici';
import { DingTalkFault } from './faults.js';
import { lostReply } from './lost-reply.js';

export interface HttpCall {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a call without one. */
  readonly body: string | null;
}

export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const connectionsPerHostMax = 16;
/** The two APIs, and the host of session webhooks should it be a third one. */
const hostsMax = 8;
const replyMebibytesMax = 8;

/** Sends requests over kept-alive connections. Follows no redirect, repeats nothing. */
export class Transport {
  readonly #pools = new Map<string, Pool>();
  readonly #underWay = new UnderWay();
  readonly #requestTimeoutMs: number;

  constructor(requestTimeoutMs: number) {
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * @throws HubError DINGTALK_UNREACHABLE, DINGTALK_TIMEOUT or, for an answer too large, DINGTALK_MALFORMED. After a
   * time-out the call may have happened all the same.
   */
  send(call: HttpCall): Promise<HttpReply> {
    return this.#underWay.track(this.#send(call));
  }

  /** Lets calls under way be answered, each within its deadline: one that is cut off would be made a second time. */
  async close(): Promise<void> {
    await this.#underWay.over();
    await this.cutOff();
  }

  /** Closes at once, for calls that do nothing but ask. */
  async cutOff(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  async #send(call: HttpCall): Promise<HttpReply> {
    // Only the path is named: a query may hold a token.
    const name = `DingTalk ${call.url.pathname}`;
    const deadline = AbortSignal.timeout(this.#requestTimeoutMs);
    try {
      const response = await this.#poolOf(call.url).request({
        path: `${call.url.pathname}${call.url.search}`,
        method: call.method,
        headers: { accept: 'application/json', ...call.headers },
        body: call.body,
        signal: deadline,
      });
      const contentType = String(response.headers['content-type'] ?? '');
      return { status: response.statusCode, contentType, text: await read(response.body, name) };
    } catch (error) {
      if (error instanceof HubError) throw error;
      throw lostReply(error, { name, host: call.url.host, timedOut: deadline.aborted });
    }
  }

  #poolOf(url: URL): Pool {
    const known = this.#pools.get(url.origin);
    if (known !== undefined) return known;
    const oldest = this.#pools.entries().next().value;
    if (this.#pools.size >= hostsMax && oldest !== undefined) {
      this.#pools.delete(oldest[0]);
      void oldest[1].close();
    }
    const pool = new Pool(url.origin, {
      connections: connectionsPerHostMax,
      pipelining: 1,
      // Shorter than the deadline, so that a server that is down is told from one that is slow.
      connect: { timeout: Math.min(5_000, this.#requestTimeoutMs / 2) },
      headersTimeout: 0, // One deadline for the whole call is set in send().
      bodyTimeout: 0,
    });
    this.#pools.set(url.origin, pool);
    return pool;
  }
}

async function read(body: Dispatcher.ResponseData['body'], name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (bytes > replyMebibytesMax * 1024 * 1024) {
      const message = `${name}: the answer is larger than ${String(replyMebibytesMax)} MiB`;
      throw new DingTalkFault('DINGTALK_MALFORMED', message, '', {
        retryable: true,
        perhapsDone: true,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
