import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { loadPartsConfig } from './config.js';

describe('loadPartsConfig', () => {
  it('leaves addresses and way open when nothing is set, and names the official images', () => {
    const config = loadPartsConfig({ XDG_CACHE_HOME: '/cache', KAFKA_BROKERS: ' ' });
    assert.equal(config.kafkaBrokers, undefined);
    assert.equal(config.redisUrl, undefined);
    assert.equal(config.onlyWay, undefined);
    assert.equal(config.kafkaImage, 'apache/kafka:4.3.1');
    assert.equal(config.redisImage, 'redis:7');
    assert.equal(config.cacheDirectory, '/cache/kingdee-dingtalk-hub');
  });

  it('reads a list of brokers, IPv6 and spaces included', () => {
    const { kafkaBrokers } = loadPartsConfig({ KAFKA_BROKERS: 'a.example:9092, [::1]:9093' });
    assert.deepEqual(kafkaBrokers, ['a.example:9092', '[::1]:9093']);
  });

  const faults = [
    { env: { KAFKA_BROKERS: 'a.example' }, says: /KAFKA_BROKERS names "a.example".*host:port/ },
    { env: { KAFKA_BROKERS: 'a:9092,' }, says: /KAFKA_BROKERS names ""/ },
    { env: { REDIS_URL: 'localhost:6379' }, says: /REDIS_URL is not an address of Redis/ },
    {
      env: { HUB_PARTS: 'docker' },
      says: /HUB_PARTS is "docker".*\n.*address, container, process/,
    },
  ];
  for (const { env, says } of faults) {
    it(`refuses ${JSON.stringify(env)} and names what to write`, () => {
      assert.throws(() => loadPartsConfig(env), says);
    });
  }

  it('does not repeat a REDIS_URL, as it may hold a password', () => {
    const env = { REDIS_URL: 'http://user:hunter2@127.0.0.1:6379' };
    assert.throws(
      () => loadPartsConfig(env),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });
});
