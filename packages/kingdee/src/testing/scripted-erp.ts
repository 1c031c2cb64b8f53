import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as it came over the wire. */
export interface SeenCall {
  /** `DynamicFormService.View` */
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** Answers a call: with bytes, or by doing something to the connection. */
export type Script = (
  call: SeenCall,
  response: ServerResponse,
) => Scripted | undefined | Promise<Scripted | undefined>;

/** As the vendor's web server does; by Node's 5 s a machine that stands still loses the call that is under way. */
const keepAliveMs = 120_000;

/** A server that says exactly what a test tells it to; logins succeed unless scripted. */
export class ScriptedErp {
  readonly url: string;
  readonly seen: SeenCall[] = [];
  script: Script;
  logins = 0;
  readonly #close: () => Promise<void>;

  private constructor(url: string, script: Script, close: () => Promise<void>) {
    this.url = url;
    this.script = script;
    this.#close = close;
  }

  static async start(script: Script): Promise<ScriptedErp> {
    const server = createServer((request, response) => void erp.answer(request, response));
    server.keepAliveTimeout = keepAliveMs;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const erp = new ScriptedErp(`http://127.0.0.1:${String(port)}/k3cloud/`, script, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return erp;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const path = request.url ?? '';
    const method = /ServicesStub\.(\w+\.\w+)\.common\.kdsvc$/.exec(path)?.[1] ?? path;
    const call = { method, path, headers: request.headers, body: Buffer.concat(chunks).toString() };
    this.seen.push(call);
    const scripted = await this.script(call, response);
    if (response.destroyed || response.headersSent) return;
    const { status = 200, headers = {}, body } = scripted ?? this.#usual(call);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  }

  calls(method: string): readonly SeenCall[] {
    return this.seen.filter((call) => call.method === method);
  }

  async close(): Promise<void> {
    await this.#close();
  }

  #usual(call: SeenCall): Scripted {
    if (call.method === 'AuthService.Logout') return { body: 'true' };
    if (call.method !== 'AuthService.LoginBySign') return { status: 404, body: 'not scripted' };
    this.logins += 1;
    return goodLogin(`session-${String(this.logins)}`);
  }
}

export function goodLogin(sessionId: string): Scripted {
  return {
    headers: {
      'Set-Cookie': [
        `kdservice-sessionid=${sessionId}; path=/`,
        'ASP.NET_SessionId=abcdefabcdefabcdefabcdef; path=/; HttpOnly',
      ],
    },
    body: JSON.stringify({
      Message: null,
      MessageCode: null,
      LoginResultType: 1,
      Context: { UserId: 16394 },
      KDSVCSessionId: sessionId,
    }),
  };
}

/** A failure as the server words it: compact, ErrorCode before IsSuccess. */
export function failure(msgCode: number, message: string): string {
  const errors = [{ FieldName: null, Message: message, DIndex: 0 }];
  const status = {
    ErrorCode: 500,
    IsSuccess: false,
    Errors: errors,
    SuccessEntitys: [],
    SuccessMessages: [],
    MsgCode: msgCode,
  };
  return JSON.stringify({ Result: { ResponseStatus: status } });
}

export const success = JSON.stringify({
  Result: {
    ResponseStatus: {
      IsSuccess: true,
      Errors: [],
      SuccessEntitys: [{ Id: 1, Number: 'A', DIndex: 0 }],
      SuccessMessages: [],
      MsgCode: 0,
    },
  },
});

export const sessionLost = failure(1, '会话信息已丢失，请重新登录');
