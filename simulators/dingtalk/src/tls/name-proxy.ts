import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { keepAliveMs } from '@hub/simulator-kit';
import { vendorHosts } from './private-ca.js';

/**
 * A forward proxy (`HTTPS_PROXY`) that leads DingTalk's names, on any port, to the simulator, so that a client whose
 * hosts are built in runs unchanged. It goes nowhere else.
 */
export class NameProxy {
  readonly #server: Server;
  readonly #tunnels = new Set<Duplex>();

  /** `answer` serves those who send a proxy whole addresses instead of asking for a tunnel; axios does. */
  constructor(vendorPort: number, host: string, answer: RequestListener) {
    this.#server = createServer((request, response) => {
      const target = URL.parse(request.url ?? '');
      if (target !== null && isOurs(target.hostname, host)) answer(request, response);
      else response.writeHead(403).end();
    });
    this.#server.keepAliveTimeout = keepAliveMs;
    this.#server.on('connect', ({ url = '' }, socket: Duplex, head: Buffer) => {
      this.#keep(socket);
      if (!isOurs(url.replace(/:\d+$/, ''), host)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const vendor: Socket = connect(vendorPort, host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        vendor.write(head);
        socket.pipe(vendor).pipe(socket);
      });
      this.#keep(vendor);
      socket.on('close', () => vendor.destroy());
      vendor.on('close', () => socket.destroy());
    });
  }

  /** Starts listening on a free port. Returns the address without a trailing slash. */
  async listen(host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, host, resolve);
    });
    return `http://${host}:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(tunnel: Duplex): void {
    this.#tunnels.add(tunnel);
    tunnel.on('close', () => this.#tunnels.delete(tunnel));
    // A broken line ends the other one too, by its close.
    tunnel.on('error', () => tunnel.destroy());
  }
}

function isOurs(name: string, host: string): boolean {
  return name === host || vendorHosts.includes(name);
}
