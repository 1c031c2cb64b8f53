import type { Clock } from '@hub/core';
import { WebSocket, type RawData } from 'ws';
import { readFrame, writeAnswer, type Answer, type Frame } from './stream-frame.js';

/** Waits of the connection, in milliseconds. */
export interface StreamTiming {
  readonly handshakeMs: number;
  /** Between two pings of ours. */
  readonly pingEveryMs: number;
  /** A connection that says nothing for so long, pongs included, is dead; time in which we stood still is left out. */
  readonly silenceMs: number;
  /** How long handlers may still work on a connection that is to be left. */
  readonly drainMs: number;
}

export interface ConnectionParts {
  readonly timing: StreamTiming;
  readonly clock: Clock;
  /** Answers a frame once it is safe; null sends nothing, so that DingTalk pushes it again. Must not throw. */
  readonly handle: (frame: Frame) => Promise<Answer | null>;
  readonly onMalformed: () => void;
}

/** Why a connection takes nothing new any more. */
export type Retirement = 'disconnect' | 'closed' | 'silent';

const frameBytesMax = 1024 * 1024;
/** Beyond it the socket is not read until handlers are done; pushing back is the gateway's to bear. */
const inFlightMax = 200;

/** One open connection to the gateway: answers pings, hands frames over, notices when it is dead. */
export class StreamConnection {
  readonly retired: Promise<Retirement>;
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #ended = new AbortController();
  #retire: (why: Retirement) => void = () => undefined;
  #heardAt: number;
  #inFlight = 0;
  #over = false;
  #whenIdle: (() => void)[] = [];

  private constructor(socket: WebSocket, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#heardAt = parts.clock.monotonic();
    this.retired = new Promise((resolve) => {
      this.#retire = (why) => {
        this.#over = true;
        resolve(why);
      };
    });
    const heard = (): void => {
      this.#heardAt = parts.clock.monotonic();
    };
    socket.on('message', (data, isBinary) => {
      heard();
      this.#take(data, isBinary);
    });
    socket.on('pong', heard).on('ping', heard);
    // A close always follows; without a listener the error would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended.abort();
      this.#retire('closed');
    });
  }

  /** @throws Error when the handshake fails */
  static async open(
    url: string,
    parts: ConnectionParts,
    signal: AbortSignal,
  ): Promise<StreamConnection> {
    const socket = new WebSocket(url, {
      handshakeTimeout: parts.timing.handshakeMs,
      maxPayload: frameBytesMax,
      perMessageDeflate: false,
      followRedirects: false,
    });
    // Listens before the handshake ends, so that no frame that follows at once is missed.
    const connection = new StreamConnection(socket, parts);
    const abort = (): void => {
      socket.terminate();
    };
    signal.addEventListener('abort', abort);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve).once('error', reject);
        socket.once('close', () => {
          reject(new Error('closed before it was open'));
        });
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
    // A slow handshake is no silence.
    connection.#heardAt = parts.clock.monotonic();
    void connection.#watch();
    return connection;
  }

  /** True while new frames may come. */
  get receiving(): boolean {
    return this.#open && !this.#over;
  }

  get #open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Lets handlers finish and answer, then closes. Frames that still arrive are handled as well. */
  async drain(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      if (this.#inFlight === 0) resolve();
      else this.#whenIdle.push(resolve);
    });
    const { clock, timing } = this.#parts;
    const timeout = new AbortController();
    await Promise.race([idle, clock.sleep(timing.drainMs, timeout.signal).catch(() => undefined)]);
    timeout.abort();
    this.#socket.close(1000);
    const patience = new AbortController();
    await Promise.race([this.#closed(), clock.sleep(1000, patience.signal).catch(() => undefined)]);
    patience.abort();
    this.#socket.terminate();
    this.#ended.abort();
  }

  async #closed(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise((resolve) => this.#socket.once('close', resolve));
  }

  #take(data: RawData, isBinary: boolean): void {
    const frame = isBinary ? null : readFrame((data as Buffer).toString('utf8'));
    if (frame === null) {
      this.#parts.onMalformed();
      return;
    }
    if (frame.type !== 'SYSTEM') {
      void this.#handle(frame);
      return;
    }
    // The other system topics (CONNECTED, REGISTERED, KEEPALIVE) want no answer.
    if (frame.topic === 'ping') this.#send(frame, { code: 200, data: frame.data });
    if (frame.topic === 'disconnect') this.#retire('disconnect');
  }

  async #handle(frame: Frame): Promise<void> {
    this.#inFlight += 1;
    if (this.#inFlight >= inFlightMax) this.#socket.pause();
    const answer = await this.#parts.handle(frame);
    if (answer !== null) this.#send(frame, answer);
    this.#inFlight -= 1;
    if (this.#socket.isPaused && this.#inFlight < inFlightMax) {
      this.#heardAt = this.#parts.clock.monotonic();
      this.#socket.resume();
    }
    if (this.#inFlight === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #send(frame: Frame, answer: Answer): void {
    // What cannot be answered is pushed again, and the caller knows it by its id.
    if (this.#open) this.#socket.send(writeAnswer(frame, answer));
  }

  /** The gateway may go on sending into a half-dead connection, so silence is what is watched. */
  async #watch(): Promise<void> {
    const { clock, timing } = this.#parts;
    while (!this.#ended.signal.aborted) {
      const startedAt = clock.monotonic();
      const aborted = await clock.sleep(timing.pingEveryMs, this.#ended.signal).then(
        () => false,
        () => true,
      );
      if (aborted || !this.#open) return;
      // While this process itself stood still nothing could be heard; what came meanwhile is read after this turn.
      const now = clock.monotonic();
      const lateMs = Math.max(0, now - startedAt - timing.pingEveryMs);
      this.#heardAt = Math.min(now, this.#heardAt + lateMs);
      const silent = now - this.#heardAt > timing.silenceMs;
      if (silent && !this.#socket.isPaused) {
        this.#retire('silent');
        this.#socket.terminate();
        return;
      }
      this.#socket.ping();
    }
  }
}
