import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BodyTooLarge, readBody } from '@hub/simulator-kit';
import { answerCall, sessionCookies, shownSession, type Answer } from './endpoint.js';
import { answerFaults } from './faults.js';
import type { Server } from './method.js';
import { methodNameOf } from './methods.js';

const bodyBytesMax = 32 * 1_048_576;
const slowMsDefault = 5000;

/** As the vendor's web server does: clients keep idle connections in a pool, and a POST on a closed one fails. */
const keepAliveMs = 120_000;

/** Listens where the vendor's web server would. Header names keep the vendor's case of letters. */
export class KingdeeHttpServer {
  readonly #server: Server;
  readonly #http: HttpServer;
  readonly #closing = new AbortController();

  constructor(server: Server) {
    this.#server = server;
    this.#http = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#http.keepAliveTimeout = keepAliveMs;
    this.#http.on('connection', (socket) => {
      // A method is not known yet, so only a fault for every method refuses a connection.
      if (server.erp.faults.take('', ['refuse']) !== undefined) socket.destroy();
    });
  }

  /** Returns the base address, ending in `/k3cloud/`. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject).listen(port, host, resolve);
    });
    const address = this.#http.address() as AddressInfo;
    return `http://${host}:${String(address.port)}/k3cloud/`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (this.#closing.signal.aborted || response.destroyed) return;
      const status = error instanceof BodyTooLarge ? 413 : 500;
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (status === 500) this.#server.erp.journal.append('server.error', { reason });
      this.#send(response, {
        status,
        contentType: 'text/plain',
        body: String(status),
        cookies: this.#cookies(request),
      });
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fullName = methodNameOf((request.url ?? '').split('?')[0] ?? '');
    if (fullName === undefined || request.method !== 'POST') {
      const status = fullName === undefined ? 404 : 405;
      const cookies = this.#cookies(request);
      this.#send(response, { status, contentType: 'text/html', body: notFoundPage, cookies });
      return;
    }
    const { faults } = this.#server.erp;
    const method = fullName.split('.').at(-1) ?? '';
    if (faults.take(method, ['refuse']) !== undefined) {
      request.socket.destroy();
      return;
    }
    const body = (await readBody(request, bodyBytesMax)).toString('utf8');
    await this.#wait(method, 'slow');
    const fault = faults.take(method, answerFaults);
    const call = {
      fullName,
      headers: request.headers,
      body,
      address: addressOf(request),
    };
    const answer = answerCall(this.#server, call, fault);
    await this.#wait(method, 'slow-reply');
    if (fault?.kind === 'reply-lost') request.socket.destroy();
    else this.#send(response, answer);
  }

  #cookies({ headers }: IncomingMessage): readonly string[] {
    return sessionCookies(shownSession(this.#server, headers));
  }

  async #wait(method: string, kind: 'slow' | 'slow-reply'): Promise<void> {
    const fault = this.#server.erp.faults.take(method, [kind]);
    if (fault === undefined) return;
    const ms = Number(fault.params['ms'] ?? slowMsDefault);
    await wait(ms, undefined, { signal: this.#closing.signal });
  }

  #send(response: ServerResponse, answer: Answer): void {
    response.writeHead(answer.status, {
      'Content-Type': answer.contentType,
      'Content-Length': Buffer.byteLength(answer.body),
      'Cache-Control': 'private',
      Date: new Date(this.#server.erp.clock.now()).toUTCString(),
      'Set-Cookie': [...answer.cookies],
    });
    response.end(answer.body);
  }
}

/** The caller's address, IPv4 without its IPv6 coat. */
function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

const notFoundPage =
  '<!DOCTYPE html><html><head><title>404</title></head><body>找不到资源</body></html>';
