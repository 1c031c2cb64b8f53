import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BodyTooLarge, readBody } from './body.js';
import type { SimulatorClock } from './clock.js';
import type { Fault, FaultBook, FaultKind } from './faults.js';
import type { Journal } from './journal.js';

const bodyBytesMax = 32 * 1_048_576;
const slowMsDefault = 5000;

/**
 * How long a connection may be idle, as with web servers of vendors: clients keep idle connections in a pool, and a POST
 * on a closed one fails.
 */
export const keepAliveMs = 120_000;

export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface VendorReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** What became of the call, for the journal. */
  readonly outcome: Readonly<Record<string, unknown>>;
}

/** The protocol of a vendor: what a call is called, and what it answers. */
export interface Vendor {
  /** Names by which a fault may be aimed at the call, the most exact first, e.g. `PO/GetList`, `GetList`. */
  namesOf(request: VendorRequest): readonly string[];
  answer(request: VendorRequest): VendorReply;
}

interface Parts {
  readonly vendor: Vendor;
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
}

/** Faults of the way to a server and back, whatever it speaks. */
export const transportFaults: readonly FaultKind[] = [
  { kind: 'slow', description: 'Waits params.ms milliseconds (default 5000) before the call.' },
  {
    kind: 'slow-reply',
    description: 'Does the call, then waits params.ms milliseconds (default 5000).',
  },
  { kind: 'refuse', description: 'Closes the connection without an answer; not done.' },
  {
    kind: 'http',
    description: 'Answers HTTP params.status (default 500); done only if params.applied is true.',
  },
  {
    kind: 'html',
    description: 'Answers HTTP 200 with a web page; done only if params.applied is true.',
  },
  {
    kind: 'garbage',
    description: 'Does the call unless params.applied is false; the JSON is cut in the middle.',
  },
  { kind: 'reply-lost', description: 'Does the call, then destroys the connection.' },
];

const answerFaults = ['http', 'html', 'garbage', 'reply-lost'];
const appliedByDefault = ['garbage', 'reply-lost'];

const proxyPage =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Listens where a vendor's web server would, and strikes calls with the faults that were ordered. */
export class VendorServer {
  readonly #parts: Parts;
  readonly #http: Server;
  readonly #closing = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#http = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#http.keepAliveTimeout = keepAliveMs;
  }

  /** Returns the address without a slash at its end. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject).listen(port, host, resolve);
    });
    const address = this.#http.address() as AddressInfo;
    return `http://${host}:${String(address.port)}`;
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
      if (status === 500) this.#parts.journal.append('server.error', { reason });
      this.#send(response, {
        status,
        contentType: 'text/plain',
        body: String(status),
        outcome: {},
      });
    }
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { vendor, journal } = this.#parts;
    const url = addressOf(incoming.url ?? '/');
    const request = {
      method: incoming.method ?? 'GET',
      path: url.pathname.replace(/^\/{2,}/, '/'),
      query: url.searchParams,
      headers: incoming.headers,
      body: (await readBody(incoming, bodyBytesMax)).toString('utf8'),
    };
    const names = vendor.namesOf(request);
    if (this.#take(names, ['refuse']) !== undefined) {
      incoming.socket.destroy();
      return;
    }
    await this.#wait(names, 'slow');
    const fault = this.#take(names, answerFaults);
    const reply = isApplied(fault) ? vendor.answer(request) : notDone;
    const call = { operation: names[0] ?? request.path, ...reply.outcome };
    journal.append('api.call', { ...call, status: reply.status, fault: fault?.kind ?? null });
    await this.#wait(names, 'slow-reply');
    if (fault?.kind === 'reply-lost') incoming.socket.destroy();
    else this.#send(response, spoilt(reply, fault));
  }

  #take(names: readonly string[], kinds: readonly string[]): Fault | undefined {
    return takeFault(this.#parts.faults, names, kinds);
  }

  async #wait(names: readonly string[], kind: string): Promise<void> {
    const fault = this.#take(names, [kind]);
    if (fault === undefined) return;
    const ms = Number(fault.params['ms'] ?? slowMsDefault);
    await wait(ms, undefined, { signal: this.#closing.signal });
  }

  #send(response: ServerResponse, { status, contentType, body }: VendorReply): void {
    response.writeHead(status, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      Date: new Date(this.#parts.clock.now()).toUTCString(),
    });
    response.end(body);
  }
}

/**
 * The address that a request asks for: clients join base and path with two slashes, which are no host, and a proxy
 * sends the whole address. What is no address at all leads nowhere.
 */
function addressOf(target: string): URL {
  const whole = /^https?:\/\/[^/]/i.test(target) ? target : `http://vendor${target}`;
  return URL.canParse(whole) ? new URL(whole) : new URL('http://vendor/');
}

/** The fault that strikes a call known by several names, if any. */
export function takeFault(
  faults: FaultBook,
  names: readonly string[],
  kinds: readonly string[],
): Fault | undefined {
  for (const name of names.length === 0 ? [''] : names) {
    const fault = faults.take(name, kinds);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const notDone: VendorReply = {
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: '{}',
  outcome: { ok: false },
};

/** Whether the call is done although its answer is spoilt. */
function isApplied(fault: Fault | undefined): boolean {
  if (fault === undefined) return true;
  const { applied } = fault.params;
  return typeof applied === 'boolean' ? applied : appliedByDefault.includes(fault.kind);
}

function spoilt(reply: VendorReply, fault: Fault | undefined): VendorReply {
  const page = { ...reply, contentType: 'text/html; charset=utf-8' };
  switch (fault?.kind) {
    case 'http':
      return { ...page, status: Number(fault.params['status'] ?? 500), body: 'Server Error' };
    case 'html':
      return { ...page, status: 200, body: proxyPage };
    case 'garbage':
      return { ...reply, body: `${reply.body.slice(0, reply.body.length / 2)}\u0000{` };
    default:
      return reply;
  }
}
