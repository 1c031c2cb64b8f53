import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { App } from '../organisation/organisation.js';
import { parseAck, systemFrame, type Ack, type Frame } from './frame.js';
import type { Admission, Subscription } from './ticket-book.js';

/** One WebSocket of a Stream client. */
export class Connection {
  readonly id = randomUUID().replaceAll('-', '').slice(0, 16);
  readonly app: App;
  readonly subscriptions: readonly Subscription[];
  readonly openedAt: number;
  readonly #socket: WebSocket;
  #silent = false;
  #leaving = false;
  /** What waits until a frame in fragments has left: between two of them WebSocket allows no other frame. */
  #behind: (() => void)[] | null = null;

  constructor(
    socket: WebSocket,
    admission: Admission,
    openedAt: number,
    onAck: (ack: Ack) => void,
  ) {
    this.app = admission.app;
    this.subscriptions = admission.subscriptions;
    this.openedAt = openedAt;
    this.#socket = socket;
    socket.on('message', (bytes: Buffer) => {
      const ack = parseAck(bytes.toString('utf8'));
      if (ack !== undefined) onAck(ack);
    });
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Whether the server would choose this connection for a push; it cannot tell a half-open one from a live one. */
  takes(type: string, topic: string): boolean {
    if (this.#leaving || this.#socket.readyState !== this.#socket.OPEN) return false;
    return this.subscriptions.some(
      (each) =>
        each.type.toUpperCase() === type &&
        (each.topic === topic || (type === 'EVENT' && each.topic === '*')),
    );
  }

  send(frame: Frame): void {
    this.#inTurn(() => {
      if (this.#silent || this.#socket.readyState !== this.#socket.OPEN) return;
      this.#socket.send(JSON.stringify(frame));
    });
  }

  /** Sends a frame in three WebSocket fragments with a pause of `ms` between them; what is sent meanwhile comes after it. */
  sendSplit(frame: Frame, ms: number): void {
    this.#inTurn(() => {
      if (!this.#silent) this.#sendParts(Buffer.from(JSON.stringify(frame)), ms);
    });
  }

  #sendParts(bytes: Buffer, ms: number): void {
    const behind: (() => void)[] = [];
    this.#behind = behind;
    const third = Math.ceil(bytes.length / 3);
    [0, 1, 2].forEach((index) => {
      const part = bytes.subarray(index * third, (index + 1) * third);
      const sendPart = (): void => {
        if (this.#socket.readyState === this.#socket.OPEN)
          this.#socket.send(part, { fin: index === 2, binary: false });
        if (index < 2) return;
        this.#behind = null;
        for (const act of behind) this.#inTurn(act);
      };
      setTimeout(sendPart, index * ms).unref();
    });
  }

  #inTurn(act: () => void): void {
    if (this.#behind === null) act();
    else this.#behind.push(act);
  }

  ping(now: number): void {
    this.system('ping', { opaque: randomUUID() }, now);
  }

  /** Sends a frame about the connection itself. */
  system(topic: string, data: object, now: number): void {
    this.send(systemFrame(topic, data, this.id, now));
  }

  /** Announces the end; nothing is pushed here any more. */
  announceEnd(reason: string, now: number): void {
    if (this.#leaving) return;
    this.system('disconnect', { reason }, now);
    this.#leaving = true;
  }

  /** Makes the connection half-open: it says nothing and reads nothing, and is not closed. */
  silence(): void {
    this.#silent = true;
    this.#socket.pause();
  }

  /** Closes the WebSocket; `abruptly` cuts the TCP connection without a word. */
  end(abruptly: boolean): void {
    if (abruptly || this.#silent) this.#socket.terminate();
    else this.#socket.close(1000);
  }
}
