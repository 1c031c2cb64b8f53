import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** API key of a Produce request in Kafka's protocol. */
const produceKey = 0;

interface Route {
  readonly server: Server;
  readonly port: number;
}

/**
 * Stands between a client and its brokers, and does to the connections what networks do.
 *
 * Brokers tell clients their own addresses, so the client is given a socket factory that leads every one of them here.
 */
export class FaultProxy {
  readonly #routes = new Map<string, Route>();
  readonly #sockets = new Set<Socket>();
  #cutsLeft = 0;
  #stalled = false;
  /** Produce requests that reached a broker and whose answers were thrown away. */
  cuts = 0;

  static async before(brokers: readonly string[]): Promise<FaultProxy> {
    const proxy = new FaultProxy();
    for (const broker of brokers) await proxy.#route(broker);
    return proxy;
  }

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const route = this.#routes.get(`${host}:${String(port)}`);
    if (route === undefined) throw new Error(`no route to ${host}:${String(port)}`);
    return connect({ host: '127.0.0.1', port: route.port }, onConnect);
  };

  /** The next Produce requests reach the broker; their answers do not come back, and the connection breaks. */
  cutAfterProduce(times: number): void {
    this.#cutsLeft = times;
  }

  /** From now on bytes go in and nothing comes out, in either direction. */
  stall(): void {
    this.#stalled = true;
  }

  /** Breaks every connection there is; new ones work. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const { server } of this.#routes.values()) {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #route(broker: string): Promise<void> {
    const [host = '', port = ''] = broker.split(':');
    const server = createServer((client) => {
      this.#carry(client, connect({ host, port: Number(port) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    this.#routes.set(broker, { server, port: address.port });
  }

  #carry(client: Socket, broker: Socket): void {
    const frames = new FrameReader();
    let cutting = false;
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (this.#stalled) return;
      if (frames.read(bytes).includes(produceKey) && this.#cutsLeft > 0) {
        this.#cutsLeft -= 1;
        cutting = true;
      }
      broker.write(bytes);
    });
    broker.on('data', (bytes) => {
      if (this.#stalled) return;
      if (!cutting) {
        client.write(bytes);
        return;
      }
      this.cuts += 1;
      client.destroy();
      broker.destroy();
    });
  }
}

/** Finds the API keys of the requests in a stream: each is a length (4 bytes), then its key (2 bytes). */
class FrameReader {
  #rest = Buffer.alloc(0);

  read(bytes: Buffer): number[] {
    const keys: number[] = [];
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 6) {
      const end = 4 + this.#rest.readInt32BE(0);
      if (this.#rest.length < end) break;
      keys.push(this.#rest.readInt16BE(4));
      this.#rest = this.#rest.subarray(end);
    }
    return keys;
  }
}
