import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';

import { freePort } from '../process/free-port.js';
import { kafkaByAddress } from './kafka-address.js';

const request = { brokers: 1, log: (): void => undefined } as const;

describe('kafkaByAddress', () => {
  it('is closed when no address is given', async () => {
    const found = await kafkaByAddress(undefined).provide(request);
    assert.deepEqual(found, { unavailable: 'KAFKA_BROKERS is not set' });
  });

  it('takes the brokers as they are when one of them answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const up = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const down = `127.0.0.1:${String(await freePort())}`;
    try {
      const found = await kafkaByAddress([down, up]).provide(request);
      assert.ok('brokers' in found);
      assert.deepEqual(found.brokers, [down, up]);
      assert.equal(found.way, 'address');
    } finally {
      server.close();
    }
  });

  it('fails, and does not fall through, when no given broker answers', async () => {
    const down = `127.0.0.1:${String(await freePort())}`;
    await assert.rejects(
      kafkaByAddress([down]).provide(request),
      (error: Error) =>
        error.message.includes(down) && error.message.includes('unset KAFKA_BROKERS'),
    );
  });
});
