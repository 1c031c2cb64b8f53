import WebSocket from 'ws';
import { until } from './until.js';
import type { SimulatorClient } from './simulator-client.js';

export interface ReceivedFrame {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Record<string, unknown>;
}

/** What a test wants answered to a frame: the `data` of the acknowledgement, or nothing at all. */
export type Answering = (frame: ReceivedFrame) => { code?: number; data: unknown } | undefined;

const subscriptions = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
  { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
];

/** A Stream client of the documents: opens, connects, keeps every frame, answers what the test says. */
export class StreamClient {
  readonly frames: ReceivedFrame[] = [];
  readonly socket: WebSocket;
  answering: Answering;

  private constructor(socket: WebSocket, answering: Answering) {
    this.socket = socket;
    this.answering = answering;
    socket.on('message', (bytes: Buffer) => {
      this.#hear(bytes.toString('utf8'));
    });
    socket.on('error', () => undefined);
  }

  static async connect(
    client: SimulatorClient,
    answering: Answering,
    topics = subscriptions,
  ): Promise<StreamClient> {
    const { endpoint, ticket } = await openGateway(client, topics);
    const stream = new StreamClient(
      new WebSocket(`${endpoint}?ticket=${encodeURIComponent(ticket)}`),
      answering,
    );
    await new Promise((resolve, reject) =>
      stream.socket.once('open', resolve).once('error', reject),
    );
    return stream;
  }

  /** Frames of a topic, waiting until there are `count`. */
  async received(topic: string, count = 1): Promise<readonly ReceivedFrame[]> {
    const found = (): ReceivedFrame[] =>
      this.frames.filter(({ headers }) => headers['topic'] === topic);
    await until(`${String(count)} frames of ${topic}`, () => found().length >= count);
    return found();
  }

  close(): void {
    this.socket.terminate();
  }

  #hear(text: string): void {
    const raw = JSON.parse(text) as { type: string; headers: Record<string, string>; data: string };
    const frame = { ...raw, data: JSON.parse(raw.data) as Record<string, unknown> };
    this.frames.push(frame);
    const answer = this.answering(frame);
    if (answer === undefined) return;
    const { messageId } = frame.headers;
    const headers = { messageId, contentType: 'application/json' };
    const ack = {
      code: answer.code ?? 200,
      message: 'OK',
      headers,
      data: JSON.stringify(answer.data),
    };
    this.socket.send(JSON.stringify(ack));
  }
}

export async function openGateway(
  client: SimulatorClient,
  topics = subscriptions,
): Promise<{ endpoint: string; ticket: string }> {
  const { appKey, appSecret } = client.organisation;
  const body = { clientId: appKey, clientSecret: appSecret, subscriptions: topics, ua: 'test/1' };
  const answer = await client.api('POST', '/v1.0/gateway/connections/open', body, '');
  return answer.body as { endpoint: string; ticket: string };
}

/** Answers nothing. */
export const silent: Answering = () => undefined;

/** Answers everything, changing nothing. */
export const accepting: Answering = () => ({ data: { response: {} } });
