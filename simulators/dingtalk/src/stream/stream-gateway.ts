import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FaultBook, Journal, SimulatorClock } from '@hub/simulator-kit';
import { WebSocketServer, type WebSocket } from 'ws';
import type { App } from '../organisation/organisation.js';
import type { Settings } from '../settings.js';
import type { Timetable } from '../timetable.js';
import { Connection } from './connection.js';
import type { Ack } from './frame.js';
import { TicketBook, type Admission } from './ticket-book.js';

const frameBytesMax = 1_048_576;
const connectPath = '/connect';

export interface StreamParts {
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly timetable: Timetable;
}

/** Lets Stream clients in and keeps their connections: tickets, handshake, ping, end of life. */
export class StreamGateway {
  readonly tickets: TicketBook;
  readonly #parts: StreamParts;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax });
  readonly #connections = new Set<Connection>();
  readonly #ackListeners = new Set<(ack: Ack, connection: Connection) => void>();
  readonly #connectListeners = new Set<(connection: Connection) => void>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.tickets = new TicketBook(parts.clock, parts.settings);
  }

  connections(): readonly Connection[] {
    return [...this.#connections];
  }

  onAck(listener: (ack: Ack, connection: Connection) => void): void {
    this.#ackListeners.add(listener);
  }

  onConnect(listener: (connection: Connection) => void): void {
    this.#connectListeners.add(listener);
  }

  /** One of the connections that take such a push, at random, as DingTalk does. */
  choose(app: App, type: string, topic: string): Connection | undefined {
    const fit = this.connections().filter(
      (each) => each.app.appKey === app.appKey && each.takes(type, topic),
    );
    return fit[Math.floor(Math.random() * fit.length)];
  }

  /** Answers an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { faults, settings } = this.#parts;
    socket.on('error', () => {
      socket.destroy();
    });
    const url = URL.parse(request.url ?? '/', 'http://stream');
    if (url?.pathname !== connectPath) {
      refuse(socket, 404);
      return;
    }
    const fault = faults.take(connectPath, ['stream-handshake']);
    if (fault !== undefined) {
      refuse(socket, Number(fault.params['status'] ?? 503));
      return;
    }
    const admission = this.tickets.redeem(url.searchParams.get('ticket') ?? '');
    if (admission === undefined) {
      refuse(socket, settings.handshakeRefusalStatus);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#welcome(webSocket, admission);
    });
  }

  /** Says disconnect on a connection, pushes nothing there any more, and closes it after the grace period. */
  disconnect(connection: Connection, reason = 'connection is expired'): void {
    const { clock, journal, settings, timetable } = this.#parts;
    journal.append('stream.disconnecting', { ...whose(connection), reason });
    connection.announceEnd(reason, clock.now());
    timetable.after(settings.disconnectGraceMs, () => {
      connection.end(false);
    });
  }

  /** Makes a connection half-open. It is chosen for pushes like any other until the gateway notices. */
  silence(connection: Connection): void {
    const { settings, timetable } = this.#parts;
    connection.silence();
    timetable.after(settings.halfOpenMs, () => {
      connection.end(true);
    });
  }

  close(): void {
    for (const connection of this.#connections) connection.end(true);
    this.#server.close();
  }

  #welcome(socket: WebSocket, admission: Admission): void {
    const { clock, faults, journal, settings, timetable } = this.#parts;
    const connection: Connection = new Connection(socket, admission, clock.now(), (ack) => {
      for (const listener of this.#ackListeners) listener(ack, connection);
    });
    this.#connections.add(connection);
    const { subscriptions } = admission;
    journal.append('stream.connected', { ...whose(connection), subscriptions });
    const endLife = timetable.after(settings.connectionTtlMs, () => {
      this.disconnect(connection);
    });
    const stopPings = this.#regularly(settings.pingMs, () => {
      connection.ping(clock.now());
    });
    const stopKeepAlive = this.#regularly(settings.keepAliveMs, () => {
      connection.system('KEEPALIVE', {}, clock.now());
    });
    socket.on('error', () => {
      connection.end(true);
    });
    socket.on('close', (code: number) => {
      this.#connections.delete(connection);
      endLife();
      stopPings();
      stopKeepAlive();
      journal.append('stream.closed', { ...whose(connection), code });
    });
    if (faults.take(connectPath, ['stream-silent']) !== undefined) this.silence(connection);
    this.#greet(connection);
    for (const listener of this.#connectListeners) listener(connection);
    const flap = faults.take(connectPath, ['stream-flap']);
    if (flap === undefined) return;
    setTimeout(
      () => {
        connection.end(true);
      },
      Number(flap.params['ms'] ?? 0),
    ).unref();
  }

  /** Undocumented frames that some clients wait for, and must not. */
  #greet(connection: Connection): void {
    const { clock, settings } = this.#parts;
    const topics = {
      none: [],
      connected: ['CONNECTED'],
      'connected-registered': ['CONNECTED', 'REGISTERED'],
    };
    for (const topic of topics[settings.helloFrames]) connection.system(topic, {}, clock.now());
  }

  /** Does something every `ms` milliseconds of the simulator's clock; the returned function ends it. */
  #regularly(ms: number | null, action: () => void): () => void {
    if (ms === null) return () => undefined;
    let stop = (): void => undefined;
    const next = (): void => {
      stop = this.#parts.timetable.after(ms, () => {
        action();
        next();
      });
    };
    next();
    return () => {
      stop();
    };
  }
}

function whose(connection: Connection): Record<string, string> {
  const { app, id } = connection;
  return { corpId: app.corpId, appKey: app.appKey, connectionId: id };
}

function refuse(socket: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? 'Refused';
  socket.end(
    `HTTP/1.1 ${String(status)} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
