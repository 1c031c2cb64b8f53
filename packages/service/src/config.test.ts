import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { z } from 'zod';
import { commonConfig, loadConfig } from './config.js';

const schema = z.object({
  ...commonConfig,
  SECRET_TOKEN: z.string().min(20).describe('a long token'),
});
const good = {
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093,',
  HUB_TENANTS_DIR: 'config/tenants',
  HUB_SECRETS_DIR: 'secrets',
  SECRET_TOKEN: 'x'.repeat(20),
};

describe('loadConfig', () => {
  it('gives defaults, numbers and lists', () => {
    const config = loadConfig(schema, { ...good, HTTP_PORT: '8080' });
    assert.deepEqual(config.KAFKA_BROKERS, ['127.0.0.1:9092', '127.0.0.1:9093']);
    assert.deepEqual(
      [config.HTTP_HOST, config.HTTP_PORT, config.LOG_LEVEL],
      ['127.0.0.1', 8080, 'info'],
    );
  });

  it('names every bad variable at once, with the remedy and without its value', () => {
    const env = { ...good, KAFKA_BROKERS: undefined, HTTP_PORT: '99999', SECRET_TOKEN: 'c4n4ry' };
    assert.throws(
      () => loadConfig(schema, env),
      (error) => {
        assert.ok(error instanceof HubError);
        assert.equal(error.code, 'CONFIG_INVALID');
        assert.match(
          error.message,
          /KAFKA_BROKERS is missing; set it to: addresses of Kafka brokers/,
        );
        assert.match(error.message, /HTTP_PORT is wrong .*; set it to: port/);
        assert.match(error.message, /SECRET_TOKEN is wrong .*; set it to: a long token/);
        assert.equal(error.message.includes('c4n4ry'), false);
        return true;
      },
    );
  });
});
