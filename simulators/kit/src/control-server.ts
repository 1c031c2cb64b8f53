import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { BodyTooLarge, readBody } from './body.js';
import { ControlError, type ControlRoute } from './control-route.js';
import type { Journal, JournalEntry } from './journal.js';
import { describeRoutes } from './openapi.js';
import { keepAliveMs } from './vendor-server.js';

const bodyBytesMax = 1_048_576;

/** A follower of the journal that lags this far behind is cut off; it can come back with `after`. */
const backlogBytesMax = 8_388_608;

/** A file of the web page, served as it is. */
export interface PageFile {
  readonly path: string;
  readonly contentType: string;
  readonly content: string | Buffer;
}

export interface ControlServerOptions {
  readonly title: string;
  readonly routes: readonly ControlRoute[];
  readonly pages: readonly PageFile[];
  readonly journal: Journal;
}

interface Compiled {
  readonly route: ControlRoute;
  readonly pattern: RegExp;
  readonly check: ValidateFunction | undefined;
}

/**
 * Serves the control interface, its OpenAPI file (`/openapi.json`), the journal as
 * server-sent events (`/control/journal/live`) and the web page, apart from the vendor's paths.
 */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #routes: readonly Compiled[];
  readonly #server: Server;

  constructor(options: ControlServerOptions) {
    const ajv = new Ajv2020({ strict: false });
    this.#options = options;
    this.#routes = options.routes.map((route) => ({
      route,
      pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
      check: route.body === undefined ? undefined : ajv.compile(route.body),
    }));
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server.keepAliveTimeout = keepAliveMs;
  }

  /** Starts listening; port 0 takes a free one. Returns the address, with a trailing slash. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    return `http://${host}:${String(address.port)}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://control');
      if (url.pathname === '/openapi.json') {
        sendJson(response, 200, describeRoutes(this.#options.title, this.#options.routes));
      } else if (url.pathname === '/control/journal/live') {
        this.#follow(request, url, response);
      } else if (!this.#sendPage(url.pathname, response)) {
        sendJson(response, 200, await this.#call(request, url));
      }
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, statusOf(error), { error: message });
    }
  }

  async #call(request: IncomingMessage, url: URL): Promise<unknown> {
    const found = this.#routes.find(
      ({ route, pattern }) => route.method === request.method && pattern.test(url.pathname),
    );
    if (found === undefined) {
      throw new ControlError(
        404,
        `no control call ${request.method ?? ''} ${url.pathname}; see /openapi.json`,
      );
    }
    const body =
      found.check === undefined ? undefined : parse(await readBody(request, bodyBytesMax));
    if (found.check !== undefined && !found.check(body)) {
      const [first] = found.check.errors ?? [];
      throw new ControlError(
        400,
        `body${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`,
      );
    }
    const groups = found.pattern.exec(url.pathname)?.groups ?? {};
    const params = Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return found.route.handle({ params, query: Object.fromEntries(url.searchParams), body });
  }

  #sendPage(path: string, response: ServerResponse): boolean {
    const page = this.#options.pages.find((each) => each.path === path);
    if (page === undefined) return false;
    response
      .writeHead(200, { 'Content-Type': page.contentType, 'Cache-Control': 'no-store' })
      .end(page.content);
    return true;
  }

  /** Sends what came after `after` (or the browser's Last-Event-ID), then what comes. */
  #follow(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const { journal } = this.#options;
    const send = (entry: JournalEntry): void => {
      response.write(`id: ${String(entry.seq)}\ndata: ${JSON.stringify(entry)}\n\n`);
      if (response.writableLength > backlogBytesMax) response.destroy();
    };
    response
      .writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      .write(':\n\n');
    const after = request.headers['last-event-id'] ?? url.searchParams.get('after');
    if (typeof after === 'string') journal.after(Number(after), Infinity).forEach(send);
    response.on('close', journal.subscribe(send));
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.status;
  return error instanceof BodyTooLarge ? 413 : 500;
}

function parse(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ControlError(400, 'body is not JSON');
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json;charset=utf-8' })
    .end(JSON.stringify(value ?? {}));
}
