import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../organisation/organisation.js';
import type { Connection } from './connection.js';
import { newMessageId, type Ack, type Frame } from './frame.js';
import type { StreamGateway, StreamParts } from './stream-gateway.js';

const attemptsKeptMax = 10_000;
const keptMax = 10_000;
const reorderMsDefault = 1000;

/** Something the server wants a client to know. */
export interface Parcel {
  readonly app: App;
  readonly type: 'EVENT' | 'CALLBACK';
  readonly topic: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly data: object;
  /** What the journal says about it. */
  readonly about: Readonly<Record<string, unknown>>;
}

interface Attempt {
  readonly topic: string;
  readonly onAck: (ack: Ack) => void;
}

export interface Pushed {
  readonly messageId: string;
  readonly connection: Connection;
}

/** Pushes frames over Stream connections, waits for acknowledgements, and pushes again when there is none. */
export class Courier {
  readonly #gateway: StreamGateway;
  readonly #parts: StreamParts;
  readonly #attempts = new Map<string, Attempt>();
  /** Events for applications that are away, oldest first. */
  #kept: { readonly parcel: Parcel; readonly retryMs: readonly number[] }[] = [];
  /** Frames held back until the next one of the application has left. */
  readonly #held = new Map<string, () => void>();

  constructor(gateway: StreamGateway, parts: StreamParts) {
    this.#gateway = gateway;
    this.#parts = parts;
    gateway.onAck((ack, connection) => {
      this.#take(ack, connection);
    });
    gateway.onConnect(({ app }) => {
      this.#deliverKept(app);
    });
  }

  /**
   * Pushes a parcel until it is acknowledged or `retryMs` is exhausted. Without any connection an attempt counts as
   * failed, unless events are to be kept for a client that is away.
   */
  deliver(parcel: Parcel, retryMs: readonly number[], attempt = 1): void {
    const { journal, settings, timetable } = this.#parts;
    let settled = false;
    const again = (): void => {
      if (settled) return;
      settled = true;
      const [wait, ...rest] = retryMs;
      if (wait === undefined) {
        journal.append('stream.lost', { ...parcel.about, topic: parcel.topic, attempts: attempt });
        return;
      }
      timetable.after(wait, () => {
        this.deliver(parcel, rest, attempt + 1);
      });
    };
    const pushed = this.push(parcel, attempt, (ack) => {
      if (isAccepted(parcel, ack)) settled = true;
      else again();
    });
    if (pushed === undefined && parcel.type === 'EVENT' && settings.eventsWhileAway === 'kept') {
      this.#kept = [...this.#kept.slice(1 - keptMax), { parcel, retryMs }];
    } else if (pushed === undefined) again();
    else timetable.after(settings.ackTimeoutMs, again);
  }

  /** Pushes a parcel once. Returns undefined when no connection takes it. */
  push(parcel: Parcel, attempt: number, onAck: (ack: Ack) => void): Pushed | undefined {
    const { clock, faults, journal } = this.#parts;
    const { app, about, topic, type } = parcel;
    const connection = this.#gateway.choose(app, type, topic);
    if (connection === undefined) {
      journal.append('stream.nobody', { ...about, topic, attempt });
      return undefined;
    }
    const frame = frameOf(parcel, connection, clock.now());
    const messageId = frame.headers['messageId'] ?? '';
    this.#expect(messageId, { topic, onAck });
    journal.append('stream.pushed', {
      ...about,
      appKey: app.appKey,
      topic,
      attempt,
      messageId,
      connectionId: connection.id,
    });
    void this.#send(connection, topic, frame);
    if (faults.take(topic, ['stream-duplicate']) !== undefined) {
      const twin = frameOf(parcel, connection, clock.now());
      this.#expect(twin.headers['messageId'] ?? '', { topic, onAck });
      connection.send(twin);
    }
    return { messageId, connection };
  }

  async #send(connection: Connection, topic: string, frame: Frame): Promise<void> {
    const { faults } = this.#parts;
    if (faults.take(topic, ['stream-lose']) !== undefined) return;
    const delay = faults.take(topic, ['stream-delay']);
    if (delay !== undefined) {
      await sleep(Number(delay.params['ms'] ?? 1000), undefined, { ref: false });
    }
    const split = faults.take(topic, ['stream-split']);
    const leave = (): void => {
      if (split === undefined) connection.send(frame);
      else connection.sendSplit(frame, Number(split.params['ms'] ?? 50));
    };
    const { appKey } = connection.app;
    const reorder = faults.take(topic, ['stream-reorder']);
    if (reorder !== undefined) {
      this.#hold(appKey, leave, Number(reorder.params['ms'] ?? reorderMsDefault));
      return;
    }
    leave();
    this.#held.get(appKey)?.();
  }

  /** Keeps a frame back until the next one of the application has left, or for `ms` milliseconds. */
  #hold(appKey: string, leave: () => void, ms: number): void {
    this.#held.get(appKey)?.();
    const release = (): void => {
      if (this.#held.get(appKey) !== release) return;
      this.#held.delete(appKey);
      leave();
    };
    this.#held.set(appKey, release);
    setTimeout(release, ms).unref();
  }

  #deliverKept(app: App): void {
    const mine = this.#kept.filter(({ parcel }) => parcel.app.appKey === app.appKey);
    this.#kept = this.#kept.filter(({ parcel }) => parcel.app.appKey !== app.appKey);
    for (const { parcel, retryMs } of mine) this.deliver(parcel, retryMs);
  }

  #expect(messageId: string, attempt: Attempt): void {
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size >= attemptsKeptMax && oldest !== undefined)
      this.#attempts.delete(oldest);
    this.#attempts.set(messageId, attempt);
  }

  #take(ack: Ack, connection: Connection): void {
    const { faults, journal } = this.#parts;
    const attempt = this.#attempts.get(ack.messageId);
    if (attempt === undefined) return;
    const { topic } = attempt;
    if (faults.take(topic, ['stream-drop-ack']) !== undefined) return;
    this.#attempts.delete(ack.messageId);
    const { app, id } = connection;
    const { code, messageId } = ack;
    journal.append('stream.acked', {
      corpId: app.corpId,
      appKey: app.appKey,
      connectionId: id,
      topic,
      messageId,
      code,
    });
    attempt.onAck(ack);
  }
}

/** A callback is settled by any acknowledgement; an event asks again for LATER or an error code. */
function isAccepted({ type }: Parcel, { code, data }: Ack): boolean {
  if (type === 'CALLBACK') return true;
  const status = (data as { status?: unknown } | null | undefined)?.status;
  return code === 200 && status !== 'LATER';
}

function frameOf(parcel: Parcel, connection: Connection, now: number): Frame {
  return {
    specVersion: '1.0',
    type: parcel.type,
    headers: {
      appId: String(parcel.app.agentId),
      connectionId: connection.id,
      contentType: 'application/json',
      messageId: newMessageId(now),
      time: String(now),
      topic: parcel.topic,
      ...parcel.headers,
    },
    data: JSON.stringify(parcel.data),
  };
}
