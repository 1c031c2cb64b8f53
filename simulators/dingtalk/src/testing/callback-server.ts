import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import OfficialEncryptor from 'dingtalk-encrypt';

export interface Called {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a test answers: an object as JSON with HTTP 200, or by its own hand; undefined never answers. */
export type Answer = { readonly status?: number; readonly body: string } | undefined;

/** The HTTP server of an application, as DingTalk sees it. */
export class CallbackServer {
  readonly calls: Called[] = [];
  answering: (call: Called) => Answer;
  readonly #server: Server;
  readonly #waiting = new Set<ServerResponse>();

  private constructor(answering: (call: Called) => Answer) {
    this.answering = answering;
    this.#server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (text += part));
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hub');
        const call = { path: pathname, query: searchParams, headers: request.headers, text };
        this.calls.push(call);
        this.#answer(response, this.answering(call));
      });
    });
  }

  static async start(answering: (call: Called) => Answer): Promise<CallbackServer> {
    const server = new CallbackServer(answering);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    for (const response of this.#waiting) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(response: ServerResponse, answer: Answer): void {
    if (answer === undefined) {
      this.#waiting.add(response);
      return;
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(answer.body);
  }
}

/** Opens and seals callbacks with the npm package, not with the simulator's own code. */
export class OfficialCodec {
  readonly #codec: OfficialEncryptor;

  constructor(keys: { token: string; aesKey: string }, receiverId: string) {
    this.#codec = new OfficialEncryptor(keys.token, keys.aesKey, receiverId);
  }

  open({ query, text }: Called): Record<string, unknown> {
    const { encrypt } = JSON.parse(text) as { encrypt: string };
    const [signature = '', timestamp = '', nonce = ''] = [
      'msg_signature',
      'timestamp',
      'nonce',
    ].map((name) => query.get(name) ?? '');
    const message = this.#codec.getDecryptMsg(signature, timestamp, nonce, encrypt);
    return JSON.parse(message) as Record<string, unknown>;
  }

  success(): Answer {
    return { body: JSON.stringify(this.#codec.getEncryptedMap('success', Date.now(), 'abc123')) };
  }
}
