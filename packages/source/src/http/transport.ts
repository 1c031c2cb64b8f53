import { Deadline, UnderWay } from '@hub/core';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

export interface TransportOptions {
  /** The only place that is ever called. */
  readonly origin: string;
  /** Longest wait for a whole answer, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly connectionsMax: number;
  /** Largest answer that is read, in bytes. */
  readonly replyBytesMax: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A call without a whole answer. */
export class NoReply extends Error {
  readonly reason: 'unreachable' | 'timeout' | 'oversize' | 'certificate';

  constructor(reason: NoReply['reason'], cause: unknown) {
    super(reason, { cause });
    this.name = 'NoReply';
    this.reason = reason;
  }
}

/** Calls one origin over few kept-alive connections. Certificates are verified; no redirect is followed. */
export class Transport {
  readonly #pool: Pool;
  readonly #underWay = new UnderWay();
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#pool = new Pool(options.origin, {
      connections: options.connectionsMax,
      pipelining: 1,
      // Shorter than the deadline, so that a server that is down is told from one that is slow.
      connect: { timeout: Math.min(5_000, options.requestTimeoutMs / 2) },
      headersTimeout: 0, // One deadline for the whole call is set below.
      bodyTimeout: 0,
      maxHeaderSize: 32_768,
    });
  }

  /** @throws NoReply */
  send(request: HttpRequest): Promise<HttpReply> {
    return this.#underWay.track(this.#send(request));
  }

  async close(): Promise<void> {
    await this.#underWay.over();
    await this.#pool.destroy();
  }

  async #send({ method, path, headers, body = '' }: HttpRequest): Promise<HttpReply> {
    const deadline = new Deadline(this.#options.requestTimeoutMs);
    try {
      const response = await this.#pool.request({
        method,
        path,
        headers: { ...headers },
        ...(body === '' ? {} : { body }),
        signal: deadline.signal,
      });
      const text = await this.#read(response.body);
      return { status: response.statusCode, headers: flat(response.headers), text };
    } catch (error) {
      if (error instanceof NoReply) throw error;
      throw new NoReply(deadline.signal.aborted ? 'timeout' : reasonOf(error), error);
    } finally {
      deadline.done();
    }
  }

  async #read(body: Dispatcher.ResponseData['body']): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop destroys the body and with it the connection.
      if (bytes > this.#options.replyBytesMax) throw new NoReply('oversize', undefined);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

function reasonOf(error: unknown): NoReply['reason'] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  return /CERT|SELF_SIGNED|LEAF_SIGNATURE|ERR_TLS/.test(code) ? 'certificate' : 'unreachable';
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value === undefined ? '' : [value].flat().join(', '),
    ]),
  );
}
