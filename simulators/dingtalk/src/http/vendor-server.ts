import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BodyTooLarge, keepAliveMs, type Fault } from '@hub/simulator-kit';
import type { World } from '../world.js';
import { replyRefusal, takeStrike, type Strike } from './fault-strike.js';
import { Gate } from './gate.js';
import { parseBody } from './vendor-body.js';
import { ApiError, unknownApi, wrongMethod, type OapiError } from './vendor-error.js';
import {
  replyBan,
  replyError,
  replyOk,
  type ReplyStyle,
  type VendorReply,
} from './vendor-reply.js';
import { generationOf, type VendorRequest, type VendorRoute } from './vendor-route.js';

const hugeBytes = 104_857_600;

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface Matched {
  readonly route: VendorRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** The HTTP server that stands for both `api.dingtalk.com` and `oapi.dingtalk.com`: their paths differ. */
export class VendorServer {
  readonly #world: World;
  readonly #gate: Gate;
  readonly #routes: readonly { route: VendorRoute; pattern: RegExp }[];
  readonly #server: Server;
  /** Whether it listens at every address, and so has none to give to others. */
  #everywhere = false;

  /** With a key and a certificate it speaks TLS only. */
  constructor(
    world: World,
    routes: readonly VendorRoute[],
    upgrade: Upgrade,
    identity?: { readonly key: string; readonly cert: string },
  ) {
    this.#world = world;
    this.#gate = new Gate(world);
    this.#routes = routes.map((route) => ({
      route,
      pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    }));
    this.#server =
      identity === undefined ? createServer(this.answer) : createTlsServer(identity, this.answer);
    this.#server.keepAliveTimeout = keepAliveMs;
    this.#server.on('upgrade', upgrade);
  }

  /** Answers one request, whoever took it. */
  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    // What throws here is an address that cannot be read, such as a name with a blank in it.
    this.#answer(request, response).catch(() => response.writeHead(400).end());
  };

  /** Starts listening; port 0 takes a free one. Returns the port. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    this.#everywhere = host === '0.0.0.0' || host === '::';
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    if (this.#everywhere) this.#world.address = addressSeenBy(incoming, this.#world.address);
    const url = addressOf(incoming);
    const method = incoming.method ?? 'GET';
    const found = this.#match(method, url.pathname);
    const strike = takeStrike(this.#world.faults, url.pathname, found?.route);
    const generation = generationOf(url.pathname);
    let caller: Record<string, string> = {};
    let reply: VendorReply;
    try {
      const request = await readRequest(incoming, method, url, found?.params ?? {});
      caller = this.#callerOf(found?.route, request);
      reply = await this.#reply(found?.route, request, strike);
    } catch (error) {
      if (error instanceof BodyTooLarge)
        reply = replyError('api', new ApiError(413, 'requestTooLarge'));
      else reply = replyError(generation, error, this.#styleOf(found?.route, url.pathname));
    }
    response.setHeader('Date', new Date(this.#world.clock.now()).toUTCString());
    await spoil(response, reply, strike.distortion);
    this.#world.journal.append('call', {
      ...caller,
      generation,
      name: found?.route.name ?? 'unknown',
      method,
      path: url.pathname,
      status: reply.status,
      ms: Math.round(performance.now() - startedAt),
      ...(reply.code === undefined ? {} : { code: reply.code }),
      ...faultKindsOf(strike),
    });
  }

  async #reply(
    route: VendorRoute | undefined,
    request: VendorRequest,
    strike: Strike,
  ): Promise<VendorReply> {
    const generation = generationOf(request.path);
    const { banShape, banStatus, unknownApiCode } = this.#world.settings;
    if (this.#gate.bans(request.remoteAddress)) return replyBan(banShape, banStatus);
    if (strike.refusal !== undefined) return this.#refuse(strike.refusal, route, request);
    if (route === undefined) {
      if (generation === 'oapi') throw this.#unknownOf(request.path);
      const text = 'Specified api is not found, please check your url and method.';
      throw new ApiError(404, unknownApiCode, text);
    }
    const result =
      route.open === true
        ? await route.handle(request)
        : await route.handle(this.#gate.admit(route, request));
    return replyOk(route.generation, result, this.#styleOf(route, request.path));
  }

  #refuse(fault: Fault, route: VendorRoute | undefined, request: VendorRequest): VendorReply {
    if (fault.kind === 'token-expired' && route !== undefined && route.open !== true) {
      const app = this.#gate.appOf(route, request);
      if (app !== undefined) this.#world.tokens.expire(app.appKey);
    }
    const style = this.#styleOf(route, request.path);
    const about = { path: request.path, now: this.#world.clock.now() };
    return replyRefusal(fault, generationOf(request.path), about, style);
  }

  #styleOf(route: VendorRoute | undefined, path: string): ReplyStyle {
    const { oldPathErrors, retryAfterSeconds, webhookErrcodeType } = this.#world.settings;
    return {
      plain: isPlain(route),
      flat: oldPathErrors === 'flat' && !path.startsWith('/topapi/'),
      errcodeAsText: webhookErrcodeType === 'string' && path.startsWith('/robot/'),
      retryAfterSeconds,
    };
  }

  #match(method: string, path: string): Matched | undefined {
    for (const { route, pattern } of this.#routes) {
      const groups = pattern.exec(path);
      if (groups === null || !takes(route.method, method)) continue;
      const entries = Object.entries(groups.groups ?? {});
      const params = Object.fromEntries(entries.map(([name, value]) => [name, unescaped(value)]));
      return { route, params };
    }
    return undefined;
  }

  /** An oapi path is unknown, or known under the other method. */
  #unknownOf(path: string): OapiError {
    const other = this.#routes.find(({ pattern }) => pattern.test(path));
    return other === undefined ? unknownApi(path) : wrongMethod(other.route.method);
  }

  #callerOf(route: VendorRoute | undefined, request: VendorRequest): Record<string, string> {
    if (route === undefined || route.open === true) return {};
    const app = this.#gate.appOf(route, request);
    return app === undefined ? {} : { corpId: app.corpId, appKey: app.appKey };
  }
}

/** ANY is GET and POST, not HEAD or OPTIONS: a browser that asks beforehand orders nothing. */
function takes(known: VendorRoute['method'], method: string): boolean {
  return known === 'ANY' ? method === 'GET' || method === 'POST' : known === method;
}

/** The address under which a caller knows this server; the names of DingTalk itself are the proxy's business. */
function addressSeenBy({ headers: { host } }: IncomingMessage, otherwise: string): string {
  const seen = URL.parse(otherwise.replace(/\/\/.*$/, `//${host ?? ''}`));
  if (seen === null || seen.hostname.endsWith('.dingtalk.com')) return otherwise;
  // One official Stream client wants the port said.
  const port = seen.port === '' ? (seen.protocol === 'https:' ? '443' : '80') : seen.port;
  return `${seen.protocol}//${seen.hostname}:${port}`;
}

/** A part of a path; a percent sign that begins no escape stands for itself. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where a request goes. Slashes in a row count as one: clients put a base that ends in one before their paths. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const merged = path.startsWith('/') ? path.replaceAll(/\/{2,}/g, '/') : path;
  return new URL(merged + url.slice(path.length), 'http://dingtalk');
}

/** Old calls without a token, and unknown ones, are answered by a layer that gives no request id. */
function isPlain(route: VendorRoute | undefined): boolean {
  return route === undefined || route.open === true;
}

async function readRequest(
  incoming: IncomingMessage,
  method: string,
  url: URL,
  params: Readonly<Record<string, string>>,
): Promise<VendorRequest> {
  const { fields, file, readable } = await parseBody(incoming);
  const query = Object.fromEntries(url.searchParams);
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return {
    method,
    path: url.pathname,
    params,
    query,
    headers: Object.fromEntries(headers) as Record<string, string>,
    // The layer before /topapi does not care whether a parameter stands in the address or in the body.
    body: url.pathname.startsWith('/topapi/') ? { ...query, ...fields } : fields,
    bodyReadable: readable,
    ...(file === undefined ? {} : { file }),
    remoteAddress: (incoming.socket.remoteAddress ?? '').replace('::ffff:', ''),
  };
}

async function spoil(
  response: ServerResponse,
  reply: VendorReply,
  distortion: Fault | undefined,
): Promise<void> {
  if (distortion?.kind === 'drop') {
    response.destroy();
    return;
  }
  if (distortion?.kind === 'slow')
    await sleep(Number(distortion.params['ms'] ?? 5000), undefined, { ref: false });
  const { body, contentType, headers, status } = reply;
  const plainHeaders = { 'Content-Type': contentType, ...headers };
  if (distortion?.kind === 'huge') {
    response.writeHead(status, plainHeaders);
    // A client that hangs up in the middle is what this is for.
    await pipeline(padded(body, Number(distortion.params['bytes'] ?? hugeBytes)), response).catch(
      () => undefined,
    );
    return;
  }
  const half = distortion?.kind === 'half-json';
  const sent = half ? body.slice(0, Math.ceil(body.length / 2)) : body;
  // The length is told, for clients that cannot read an answer in chunks or keep a connection of HTTP/1.0.
  const length = Buffer.byteLength(sent);
  response.writeHead(status, { ...plainHeaders, 'Content-Length': length }).end(sent);
}

/** The answer with so many blanks before it, which JSON allows. */
function* padded(body: string | Buffer, bytes: number): Generator<string | Buffer> {
  const blanks = Buffer.alloc(65_536, ' ');
  for (let sent = 0; sent < bytes; sent += blanks.length) yield blanks;
  yield body;
}

function faultKindsOf({ refusal, distortion }: Strike): Record<string, unknown> {
  const kinds = [refusal, distortion].flatMap((fault) => (fault === undefined ? [] : [fault.kind]));
  return kinds.length === 0 ? {} : { faults: kinds };
}
