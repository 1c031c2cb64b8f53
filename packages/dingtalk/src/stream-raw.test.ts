import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import { application } from './testing/scripted-dingtalk.js';
import { ScriptedGateway, until } from './testing/scripted-gateway.js';

const cardTopic = '/v1.0/card/instances/callback';
const timing = { retryFirstMs: 10, retryMaxMs: 20, drainMs: 50 };

/** The server's side of a WebSocket, byte by byte. */
function accept(request: string): string {
  const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(request) ?? [];
  const digest = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  return [
    'HTTP/1.1 101 Switching Protocols',
    'upgrade: websocket',
    'connection: Upgrade',
    `sec-websocket-accept: ${digest.digest('base64')}`,
    '\r\n',
  ].join('\r\n');
}

/** An unmasked text frame. */
function frame(text: string, opcode = 0x81): Buffer {
  const body = Buffer.from(text);
  const length = Buffer.alloc(3);
  length.writeUInt8(126, 0);
  length.writeUInt16BE(body.length, 1);
  return Buffer.concat([Buffer.from([opcode]), length, body]);
}

function push(id: string, type = 'CALLBACK', topic = cardTopic): string {
  const data = { corpId: application.corpId, userId: 'u1', outTrackId: 'c1', content: '{}' };
  const headers = { topic, messageId: id, contentType: 'application/json' };
  return JSON.stringify({ specVersion: '1.0', type, headers, data: JSON.stringify(data) });
}

describe('a Stream connection to a gateway that misbehaves', () => {
  let gateway: ScriptedGateway;
  let server: Server;
  let sockets: Socket[];
  let served: (socket: Socket, request: string, n: number) => void;

  beforeEach(async () => {
    gateway = await ScriptedGateway.start();
    sockets = [];
    server = createServer((socket) => {
      sockets.push(socket);
      const n = sockets.length;
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        served(socket, data.toString(), n);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    gateway.onOpen = () => ({
      body: JSON.stringify({
        endpoint: `ws://127.0.0.1:${String(port)}/connect`,
        ticket: 't/+ &=%',
      }),
    });
  });
  afterEach(async () => {
    // This server answers no goodbye, so the clients would wait for it.
    const closing = gateway.close();
    for (const socket of sockets) socket.destroy();
    await closing;
    await new Promise((resolve) => server.close(resolve));
  });

  it('names its ticket so that it arrives as it is', async () => {
    let asked = '';
    served = (socket, request) => {
      asked = request.split(' ')[1] ?? '';
      socket.write(accept(request));
    };
    await gateway.client({ timing }).start();
    assert.equal(asked, '/connect?ticket=t%2F%2B%20%26%3D%25');
  });

  const wrongs: readonly (readonly [string, (socket: Socket, request: string) => void])[] = [
    ['ends at once', (socket) => void socket.end()],
    ['answers something else', (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n<html>')],
    ['refuses the ticket', (socket) => void socket.end('HTTP/1.1 401 No\r\n\r\n')],
    [
      'redirects',
      (socket) => void socket.end('HTTP/1.1 302 F\r\nlocation: ws://evil.example/\r\n\r\n'),
    ],
    ['accepts another key', (socket) => void socket.write(accept('sec-websocket-key: x\r\n'))],
    [
      'sends half a frame and ends',
      (socket, request) =>
        void socket.end(
          Buffer.concat([Buffer.from(accept(request)), frame(push('p')).subarray(0, 20)]),
        ),
    ],
    [
      'sends a frame of no kind',
      (socket, request) =>
        void socket.write(Buffer.concat([Buffer.from(accept(request)), frame('x', 0x83)])),
    ],
    [
      'sends a text that is no UTF-8',
      (socket, request) =>
        void socket.write(
          Buffer.concat([Buffer.from(accept(request)), Buffer.from([0x81, 2, 0xc3, 0x28])]),
        ),
    ],
  ];
  for (const [what, wrong] of wrongs) {
    it(`that ${what} is left, and the next one is taken`, async () => {
      served = (socket, request, n) => {
        if (n === 1) wrong(socket, request);
        else socket.write(accept(request));
      };
      const client = gateway.client({ timing });
      await client.start();
      await until(() => sockets.length >= 2 && client.connected, 'a second connection');
      assert.deepEqual([sockets.length, gateway.opened], [2, 2], 'a ticket of its own');
    });
  }

  it('that never answers the handshake is left, and a next one is taken', async () => {
    served = (socket, request, n) => {
      if (n > 1) socket.write(accept(request));
    };
    const client = gateway.client({ timing: { ...timing, handshakeMs: 500 } });
    await client.start();
    await until(() => client.connected, 'a second connection');
    // More than two where the machine stood still longer than a handshake may take.
    assert.ok(sockets.length >= 2, String(sockets.length));
    assert.equal(gateway.opened, sockets.length, 'a ticket of its own for each');
  });

  it('that sends its frames in single bytes and in fragments is understood', async () => {
    const taken: string[] = [];
    served = (socket, request) => {
      const text = push('p1');
      const fragments = Buffer.concat([
        frame(text.slice(0, 50), 0x01),
        frame(text.slice(50), 0x80),
      ]);
      const bytes = Buffer.concat([Buffer.from(accept(request)), frame(text), fragments]);
      socket.setNoDelay(true);
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    };
    const client = gateway.client({
      timing,
      onCard: ({ userId }) => (taken.push(userId), Promise.resolve({})),
    });
    await client.start();
    await until(() => taken.length === 2, 'two presses');
    assert.equal(client.connected, true);
  });

  it('that sends nonsense frames is answered for the rest, and nothing is thrown', async () => {
    const nonsense = [
      '',
      'null',
      '[]',
      '"x"',
      '{',
      '{}',
      '{"type":"CALLBACK"}',
      '{"headers":[],"type":"EVENT"}',
      '{"type":"SYSTEM","headers":{"topic":7}}',
      '{"type":"CALLBACK","headers":{"topic":null,"messageId":{}}}',
      '{"type":"__proto__","headers":{}}',
      `{"type":"CALLBACK","headers":{"topic":"${cardTopic}"},"data":"[[[["}`,
      `{"type":"CALLBACK","headers":{"topic":"${cardTopic}","messageId":"n"},"data":{"userId":1}}`,
      `{"type":"EVENT","headers":{"topic":"*"},"data":${'['.repeat(2000)}${']'.repeat(2000)}}`,
    ];
    const taken: string[] = [];
    let back = '';
    served = (socket, request) => {
      socket.on('data', (data) => (back += data.toString('latin1')));
      socket.write(accept(request));
      for (const text of nonsense) socket.write(frame(text));
      socket.write(frame('binary', 0x82));
      socket.write(frame(push('last')));
    };
    const client = gateway.client({
      timing,
      onCard: ({ userId }) => (taken.push(userId), Promise.resolve({})),
    });
    await client.start();
    await until(() => taken.length === 1 && back !== '', 'the press behind the nonsense');
    assert.equal(client.connected, true);
    assert.equal(gateway.opened, 1);
  });

  it('whose cable is cut is noticed within 20 s by the waits that are set', async () => {
    served = (socket, request, n) => {
      socket.write(accept(request));
      if (n === 1) socket.pause();
    };
    const clock = new FakeClock();
    await gateway.client({ timing, clock }).start();
    // A ping each 5 s, given up after 12 of silence.
    await clock.advance(14_999);
    assert.doesNotMatch(gateway.logged.join('\n'), /"silent"/);
    await clock.advance(1);
    assert.match(gateway.logged.join('\n'), /"silent"/);
    await clock.advance(timing.retryMaxMs);
    await until(() => sockets.length === 2, 'a second connection');
  });

  it('is asked by one attempt at a time, however many connections are missing', async () => {
    let under = 0;
    let most = 0;
    served = (socket, request) => {
      socket.write(accept(request));
    };
    const usual = gateway.onOpen;
    gateway.dingtalk.byPath({
      '/v1.0/gateway/connections/open': async () => {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setImmediate(resolve));
        under -= 1;
        return gateway.opened < 10 ? { status: 503, body: '' } : usual();
      },
    });
    const client = gateway.client({ timing, connections: 3 });
    await client.start();
    await until(() => sockets.length >= 3, 'three connections');
    assert.equal(most, 1);
  });
});
