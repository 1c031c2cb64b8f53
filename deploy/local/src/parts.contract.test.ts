/** What every way promises alike; `npm run test:containers` runs this with containers. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startKafka, startRedis, type KafkaPart, type RedisPart } from './index.js';
import { answers } from './process/free-port.js';
import { ask } from './testing/ask.js';

// Parts of its own: it stops them, which those shared by a whole test run would not survive.
const onlyWay = process.env['HUB_PARTS_WAY']?.includes('container') ? 'container' : 'process';
const log = (): void => undefined;

describe(`Kafka by ${onlyWay}`, () => {
  let kafka: KafkaPart;
  before(async () => {
    kafka = await startKafka({ onlyWay, log });
  });
  after(() => kafka.stop());

  it('says by which way it came and speaks the Kafka protocol at its address', async () => {
    assert.equal(kafka.way, onlyWay);
    assert.equal(kafka.brokers.length, 1);
    // ApiVersions v0, correlation id 7, no client id: the answer repeats the correlation id.
    const request = Buffer.from('0000000a0012000000000007ffff', 'hex');
    const answer = await ask(kafka.brokers[0] ?? '', request);
    assert.equal(answer.readInt32BE(4), 7);
    assert.equal(answer.readInt16BE(8), 0);
  });

  it('is gone after stop, and a second stop does no harm', async () => {
    const [host = '', port = ''] = (kafka.brokers[0] ?? '').split(':');
    await kafka.stop();
    await kafka.stop();
    assert.equal(await answers(host, Number(port), 20_000), false);
  });
});

describe(`Redis by ${onlyWay}`, () => {
  let redis: RedisPart;
  before(async () => {
    redis = await startRedis({ onlyWay, log });
  });
  after(() => redis.stop());

  it('says by which way it came and answers a PING at its address', async () => {
    assert.equal(redis.way, onlyWay);
    const answer = await ask(new URL(redis.url).host, Buffer.from('PING\r\n'));
    assert.equal(answer.toString(), '+PONG\r\n');
  });

  it('is gone after stop, and a second stop does no harm', async () => {
    const { hostname, port } = new URL(redis.url);
    await redis.stop();
    await redis.stop();
    assert.equal(await answers(hostname, Number(port), 20_000), false);
  });
});
