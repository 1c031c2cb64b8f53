import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Deadline } from './deadline.js';

describe('Deadline', () => {
  it('ends a call that was not answered in its time', async () => {
    const deadline = new Deadline(10);
    await once(deadline.signal, 'abort');
    assert.equal(deadline.signal.aborted, true);
  });

  it('is read after what came to a process that stood still', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const order: string[] = [];
    const socket = connect(port, '127.0.0.1');
    const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [
      [Socket],
      unknown,
    ];
    const deadline = new Deadline(1);
    const ended = once(deadline.signal, 'abort').then(() => order.push('deadline'));
    const answered = once(socket, 'data').then(() => order.push('answer'));
    setImmediate(() => {
      peer.end('answer');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    });
    await Promise.all([ended, answered]);
    assert.deepEqual(order, ['answer', 'deadline']);
    socket.destroy();
    server.close();
  });

  it('ends nothing that is done', async () => {
    const deadline = new Deadline(1);
    deadline.done();
    const later = new Deadline(20);
    await once(later.signal, 'abort');
    assert.equal(deadline.signal.aborted, false);
  });
});
