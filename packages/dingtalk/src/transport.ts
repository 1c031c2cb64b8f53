import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type BrotliOptions, type ZlibOptions } from 'node:zlib';
import { Deadline, HubError, UnderWay } from '@hub/core';
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
const replyBytesMax = replyMebibytesMax * 1024 * 1024;

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
const unpackers: Readonly<Record<string, Unpack | undefined>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

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
    const deadline = new Deadline(this.#requestTimeoutMs);
    try {
      const response = await this.#poolOf(call.url).request({
        path: `${call.url.pathname}${call.url.search}`,
        method: call.method,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...call.headers },
        body: call.body,
        signal: deadline.signal,
      });
      const contentType = String(response.headers['content-type'] ?? '');
      return { status: response.statusCode, contentType, text: await read(response, name) };
    } catch (error) {
      if (error instanceof HubError) throw error;
      throw lostReply(error, { name, host: call.url.host, timedOut: deadline.signal.aborted });
    } finally {
      deadline.done();
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

/** Reads no more than it may, however it is packed; what is too large is not read to its end. */
async function read(response: Dispatcher.ResponseData, name: string): Promise<string> {
  const { body, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (bytes > replyBytesMax) throw tooLarge(name);
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  // We ask for no packing; a proxy in between may pack all the same.
  const unpack = unpackers[String(headers['content-encoding'] ?? 'identity').toLowerCase()];
  if (unpack === undefined) return whole.toString('utf8');
  try {
    return (await unpack(whole, { maxOutputLength: replyBytesMax })).toString('utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name);
    // Broken packing reads as what it is: no JSON.
    return '';
  }
}

function tooLarge(name: string): DingTalkFault {
  const message = `${name}: the answer is larger than ${String(replyMebibytesMax)} MiB`;
  const options = { retryable: true, perhapsDone: true };
  return new DingTalkFault('DINGTALK_MALFORMED', message, '', options);
}
