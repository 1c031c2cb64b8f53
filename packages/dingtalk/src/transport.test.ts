import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { DingTalkFault } from './faults.js';
import { nobodyThere, patientMs } from './testing/scripted-dingtalk.js';
import { Transport, type HttpReply } from './transport.js';

const mebibyte = 1024 * 1024;
/** Without it a client gives an idle connection up after four seconds, in which a machine may stand still. */
const keepAlive = 'keep-alive: timeout=600';

/** Answers every request with bytes, exactly as a test gives them. */
class RawServer {
  readonly sockets = new Set<Socket>();
  readonly requests: string[] = [];
  respond: (socket: Socket) => void = () => undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        // Head and body may come apart.
        const text = data.toString();
        if (text.startsWith('POST')) this.requests.push(text);
        if (text.endsWith('{}')) this.respond(socket);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  answer(headers: readonly string[], body: Buffer): void {
    this.respond = (socket) => {
      const head = ['HTTP/1.1 200 OK', `content-length: ${String(body.length)}`, ...headers];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(body);
    };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('the transport', () => {
  let server: RawServer;
  let transport: Transport;
  let url: URL;

  beforeEach(async () => {
    server = new RawServer();
    url = new URL('/topapi/x?access_token=canary-token', await server.start());
    transport = new Transport(patientMs);
  });
  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  const send = (): Promise<HttpReply> =>
    transport.send({ url, method: 'POST', headers: {}, body: '{}' });
  const printed = async (): Promise<string> => {
    const error: unknown = await send().then(
      ({ text }) => `fine: ${text}`,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof DingTalkFault)) return String(error);
    assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /canary/);
    return `${error.code}${error.perhapsDone ? ' perhaps done' : ''}`;
  };

  it('asks for an answer that is not packed, and reads one that is packed all the same', async () => {
    const body = Buffer.from('{"errcode":0}');
    for (const [encoding, packed] of [
      ['gzip', gzipSync(body)],
      ['deflate', deflateSync(body)],
      ['br', brotliCompressSync(body)],
      ['identity', body],
    ] as const) {
      server.answer([`content-encoding: ${encoding}`], packed);
      assert.equal(await printed(), 'fine: {"errcode":0}', encoding);
    }
    assert.match(server.requests[0] ?? '', /accept-encoding: identity/);
  });

  it('unpacks no more than an answer may have, and reads broken packing as nothing', async () => {
    server.answer(['content-encoding: gzip'], gzipSync(Buffer.alloc(64 * mebibyte)));
    assert.equal(await printed(), 'DINGTALK_MALFORMED perhaps done');
    server.answer(['content-encoding: gzip'], Buffer.from('no gzip'));
    assert.equal(await printed(), 'fine: ');
  });

  it('stops reading an answer of 100 MiB, and its memory stays small', async () => {
    let written = 0;
    const chunk = Buffer.alloc(mebibyte, 'x');
    server.respond = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${String(100 * mebibyte)}\r\n\r\n`);
      const more = (): void => {
        while (written < 100 && !socket.destroyed) {
          written += 1;
          if (!socket.write(chunk)) {
            socket.once('drain', more);
            return;
          }
        }
      };
      more();
    };
    assert.equal(await printed(), 'DINGTALK_MALFORMED perhaps done');
    assert.ok(written < 60, `${String(written)} MiB were taken before the connection was cut`);
  });

  it('says of a call whether it may have been done', async () => {
    server.respond = (socket) => {
      socket.destroy();
    };
    assert.equal(await printed(), 'DINGTALK_UNREACHABLE perhaps done');
    server.respond = (socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"errcode"');
    };
    assert.equal(await printed(), 'DINGTALK_UNREACHABLE perhaps done');
    server.respond = (socket) => {
      socket.end('no HTTP at all\r\n\r\n');
    };
    assert.equal(await printed(), 'DINGTALK_UNREACHABLE perhaps done');
    url = new URL('/topapi/x?access_token=canary-token', nobodyThere);
    assert.equal(await printed(), 'DINGTALK_UNREACHABLE');
  });

  it('says of a call that gets no answer in time that it may have been done', async () => {
    await transport.close();
    transport = new Transport(400);
    // On a connection that is there: nothing is sent while one is being made.
    server.answer([keepAlive], Buffer.from('{}'));
    let made = '';
    for (let tries = 0; tries < 50 && made !== 'fine: {}'; tries += 1) made = await printed();
    assert.equal(made, 'fine: {}');
    // It is free again a turn after its answer.
    for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
    server.respond = () => undefined;
    assert.equal(await printed(), 'DINGTALK_TIMEOUT perhaps done');
  });

  it('takes an answer that lay there unread when the process stood still beyond the deadline', async () => {
    // It was taken for lost, and what it answered was done again.
    await transport.close();
    transport = new Transport(1_000);
    server.respond = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    };
    assert.equal(await printed(), 'fine: {}');
  });

  it('follows no redirect', async () => {
    server.respond = (socket) => {
      socket.write(
        'HTTP/1.1 307 Temporary Redirect\r\nlocation: http://evil.example/\r\ncontent-length: 2\r\n\r\n{}',
      );
    };
    assert.equal((await send()).status, 307);
    assert.equal(server.requests.length, 1);
  });

  it('uses connections again', async () => {
    server.answer([keepAlive], Buffer.from('{}'));
    for (let calls = 0; calls < 20; calls += 1) assert.equal(await printed(), 'fine: {}');
    // The pool may open a second one while the first is not quite done with its answer.
    assert.ok(server.sockets.size <= 2, `${String(server.sockets.size)} connections`);
  });
});
