import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HubError } from '@hub/core';
import { DingTalkClient, type DingTalkOptions } from '../dingtalk-client.js';

/** One call as it came over the wire. */
export interface SeenCall {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly search: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Script = (
  call: SeenCall,
  response: ServerResponse,
) => Scripted | undefined | Promise<Scripted | undefined>;

/** Every secret in it can be searched for in what the client says. */
export const application = {
  appKey: 'dingkey0001',
  appSecret: 'canary-app-secret-0123456789',
  robotCode: 'dingrobot0001',
  corpId: 'dingcorp0001',
};

/** Longer than any machine stands still; for tests that are not about being late. */
export const patientMs = 60_000;
/** Nobody listens there, which cannot be said of a port that was listened at a moment ago. */
export const nobodyThere = 'http://127.0.0.1:1';

/** Both APIs on one address, saying exactly what a test tells them to; tokens are given unless scripted. */
export class ScriptedDingTalk {
  readonly url: string;
  readonly seen: SeenCall[] = [];
  script: Script = () => undefined;
  /** Tokens given so far; the n-th is `canary-token-n`. */
  tokens = 0;
  readonly server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>) {
    this.server = server;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  static async start(): Promise<ScriptedDingTalk> {
    const server = createServer((request, response) => void scripted.#answer(request, response));
    // As DingTalk does: a client finds no connection of its pool closed.
    server.keepAliveTimeout = 2 * patientMs;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const scripted = new ScriptedDingTalk(server);
    return scripted;
  }

  client(options: Partial<DingTalkOptions> = {}): DingTalkClient {
    const addresses = { api: this.url, oapi: this.url };
    return new DingTalkClient({
      ...addresses,
      ...application,
      requestTimeoutMs: patientMs,
      ...options,
    });
  }

  /** Answers each path by its own script and everything else as usual. */
  byPath(scripts: Readonly<Record<string, Script>>): void {
    this.script = (call, response) => scripts[call.path]?.(call, response);
  }

  calls(path: string): readonly SeenCall[] {
    return this.seen.filter((call) => call.path === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      // Who hangs up in the middle of his question has asked nothing.
      return;
    }
    const { pathname, search } = new URL(request.url ?? '', this.url);
    const { method = '', headers } = request;
    const call = {
      method,
      path: pathname,
      search,
      headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.seen.push(call);
    const scripted = (await this.script(call, response)) ?? this.#usual(call);
    if (response.destroyed || response.headersSent) return;
    response.writeHead(scripted.status ?? 200, {
      'content-type': 'application/json;charset=utf-8',
      ...scripted.headers,
    });
    response.end(scripted.body);
  }

  #usual({ path }: SeenCall): Scripted {
    if (path !== '/v1.0/oauth2/accessToken')
      return { status: 404, body: apiError('InvalidAction.NotFound', 'not scripted') };
    this.tokens += 1;
    return {
      body: JSON.stringify({ accessToken: `canary-token-${String(this.tokens)}`, expireIn: 7200 }),
    };
  }
}

/** An error of the new API. */
export function apiError(code: string, message: string, more: object = {}): string {
  return JSON.stringify({
    code,
    requestid: '0F8E2C1A-1111-7222-8333-444455556666',
    message,
    ...more,
  });
}

/** An error of the old API's gateway. */
export function gatewayError(subCode: string, subMsg: string): string {
  const errmsg = `ding talk error[subcode=${subCode},submsg=${subMsg}]`;
  return JSON.stringify({
    errcode: 88,
    sub_code: subCode,
    sub_msg: subMsg,
    errmsg,
    request_id: '16l4ew3d47pdp',
  });
}

export async function faultOf(attempt: Promise<unknown>): Promise<HubError> {
  const error: unknown = await attempt.then(
    () => assert.fail('expected a fault'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof HubError, `no HubError but ${String(error)}`);
  return error;
}

/** `DINGTALK_QPS (r 1000)` for a fault that may be retried after that many milliseconds. */
export function printedCode(error: HubError): string {
  if (!error.retryable) return error.code;
  return error.retryAfterMs === undefined
    ? `${error.code} (r)`
    : `${error.code} (r ${String(error.retryAfterMs)})`;
}
