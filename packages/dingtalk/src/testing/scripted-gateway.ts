import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { StreamClient, type StreamOptions } from '../stream-client.js';
import { application, patientMs, ScriptedDingTalk, type Scripted } from './scripted-dingtalk.js';

/** What a client sent back for a frame. */
export interface SeenAnswer {
  readonly code: number;
  readonly message: string;
  readonly headers: { readonly messageId: string; readonly contentType: string };
  readonly data: string;
}

/** Short waits between attempts, and patience with whatever is under way. */
const timingForTests = {
  ...{ retryFirstMs: 20, retryMaxMs: 100, stableMs: 0 },
  ...{ openMs: patientMs, handshakeMs: patientMs, drainMs: patientMs },
};

const openPath = '/v1.0/gateway/connections/open';
/** Holds characters that mean something in an address. */
const ticketBase = 'canary ticket+/=&';

/** A Stream gateway that pushes exactly what a test tells it to, on the address of a scripted DingTalk. */
export class ScriptedGateway {
  readonly dingtalk: ScriptedDingTalk;
  /** Sockets in the order they came. */
  readonly sockets: WebSocket[] = [];
  readonly answers: SeenAnswer[] = [];
  readonly logged: string[] = [];
  /** Answers a question for a gateway; by default this one with a fresh ticket. */
  onOpen: () => Scripted | undefined = () => undefined;
  /** How long a handshake takes. */
  welcomeAfterMs = 0;
  onSocket: (socket: WebSocket) => void = () => undefined;
  readonly #server: WebSocketServer;
  readonly #clients: StreamClient[] = [];
  #tickets: string[] = [];

  private constructor(dingtalk: ScriptedDingTalk) {
    this.dingtalk = dingtalk;
    const verifyClient = (
      { req }: { readonly req: IncomingMessage },
      done: (fresh: boolean) => void,
    ): void => {
      const fresh = this.#isFresh(req);
      setTimeout(() => {
        done(fresh);
      }, this.welcomeAfterMs);
    };
    this.#server = new WebSocketServer({
      server: dingtalk.server,
      path: '/connect',
      verifyClient,
    });
    this.#server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data) =>
        this.answers.push(JSON.parse((data as Buffer).toString()) as SeenAnswer),
      );
      this.onSocket(socket);
    });
    dingtalk.byPath({
      [openPath]: () =>
        this.onOpen() ?? this.#ticketFor(`${dingtalk.url.replace('http', 'ws')}/connect`),
    });
  }

  static async start(): Promise<ScriptedGateway> {
    return new ScriptedGateway(await ScriptedDingTalk.start());
  }

  /** A client with short waits, that takes everything and says nothing unless told otherwise. */
  client(options: Partial<StreamOptions> = {}): StreamClient {
    const log = (fields: object, message: string): void =>
      void this.logged.push(`${message} ${JSON.stringify(fields)}`);
    const client = new StreamClient({
      api: this.dingtalk.url,
      ...application,
      onCard: () => Promise.resolve({}),
      onMessage: () => Promise.resolve(),
      log: { info: log, warn: log, error: log },
      ...options,
      timing: { ...timingForTests, ...options.timing },
    });
    this.#clients.push(client);
    return client;
  }

  get opened(): number {
    return this.dingtalk.calls(openPath).length;
  }

  get subscriptions(): unknown {
    return JSON.parse(this.dingtalk.calls(openPath)[0]?.body ?? 'null') as unknown;
  }

  /** Pushes a frame over the newest socket, or the one given. */
  push(
    type: string,
    topic: string,
    data: unknown,
    more: { readonly id?: string; readonly headers?: object; readonly socket?: WebSocket } = {},
  ): void {
    const headers = {
      topic,
      contentType: 'application/json',
      messageId: more.id ?? 'm1',
      time: '1690362102194',
      ...more.headers,
    };
    const frame = { specVersion: '1.0', type, headers, data: JSON.stringify(data) };
    (more.socket ?? this.sockets.at(-1))?.send(JSON.stringify(frame));
  }

  /** The answer to a frame, once it has come. */
  async answerTo(messageId: string): Promise<SeenAnswer> {
    await until(
      () => this.answers.some(({ headers }) => headers.messageId === messageId),
      `an answer to ${messageId}`,
    );
    return this.answers.find(({ headers }) => headers.messageId === messageId) as SeenAnswer;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    for (const socket of this.sockets) socket.terminate();
    this.#server.close();
    await this.dingtalk.close();
  }

  #ticketFor(endpoint: string): Scripted {
    const ticket = `${ticketBase}${String(this.opened)}`;
    this.#tickets.push(ticket);
    return { body: JSON.stringify({ endpoint, ticket }) };
  }

  #isFresh(request: IncomingMessage): boolean {
    const ticket = new URL(request.url ?? '', this.dingtalk.url).searchParams.get('ticket');
    const fresh = this.#tickets.includes(ticket ?? '');
    this.#tickets = this.#tickets.filter((known) => known !== ticket);
    return fresh;
  }
}

/** Waits until something holds; half a minute at most. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(5);
  }
}
