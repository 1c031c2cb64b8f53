import { Deadline, UnderWay } from '@hub/core';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

export interface TransportOptions {
  readonly base: URL;
  /** Longest wait for a whole answer, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly connectionsMax: number;
  /** Largest answer that is read, in bytes. */
  readonly replyBytesMax: number;
}

export interface HttpReply {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
  /** Time at the server, UTC milliseconds; null when it does not say. */
  readonly date: number | null;
}

/** A call without a whole answer. */
export class NoReply extends Error {
  readonly reason: 'unreachable' | 'timeout' | 'oversize';
  /** False when it is certain that the server never saw the call. */
  readonly perhapsSent: boolean;

  constructor(reason: NoReply['reason'], perhapsSent: boolean, cause: unknown) {
    super(reason, { cause });
    this.name = 'NoReply';
    this.reason = reason;
    this.perhapsSent = perhapsSent;
  }
}

/** Codes of a certificate that is not accepted. */
export const tlsFaults: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Faults of name resolution, of opening a connection and of its TLS handshake: nothing was sent yet. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  ...tlsFaults,
]);

/** Carries calls to one ERP over few kept-alive connections. Follows no redirect, repeats nothing. */
export class Transport {
  readonly #pool: Pool;
  readonly #underWay = new UnderWay();
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#pool = new Pool(options.base.origin, {
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
  post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<HttpReply> {
    const json = { 'content-type': 'application/json', ...headers };
    return this.#underWay.track(this.#send({ method: 'POST', path, body }, json));
  }

  /** @throws NoReply */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpReply> {
    return this.#underWay.track(this.#send({ method: 'GET', path }, headers));
  }

  /** Lets calls under way be answered, each within its deadline: what became of a write that is cut off is unknown. */
  async close(): Promise<void> {
    await this.#underWay.over();
    await this.#pool.destroy();
  }

  async #send(
    request: { method: 'GET'; path: string } | { method: 'POST'; path: string; body: string },
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpReply> {
    const deadline = new Deadline(this.#options.requestTimeoutMs);
    try {
      const response = await this.#pool.request({
        ...request,
        headers: { accept: 'application/json', ...headers },
        signal: deadline.signal,
      });
      const cookies = [response.headers['set-cookie'] ?? []].flat();
      const date = Date.parse([response.headers['date'] ?? ''].flat()[0] ?? '');
      return {
        status: response.statusCode,
        cookies,
        date: Number.isNaN(date) ? null : date,
        text: await this.#read(response.body),
      };
    } catch (error) {
      if (error instanceof NoReply) throw error;
      if (deadline.signal.aborted) throw new NoReply('timeout', true, error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      throw new NoReply(
        code === 'UND_ERR_CONNECT_TIMEOUT' ? 'timeout' : 'unreachable',
        !beforeSending.has(code),
        error,
      );
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
      if (bytes > this.#options.replyBytesMax) throw new NoReply('oversize', true, undefined);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
