// A program for deployments: creates the topics of the catalogue that are missing, and fails when one differs.
import { HubError, messageOf } from '@hub/core';
import { awaitBroker } from './await-broker.js';
import { ensureTopics } from './ensure-topics.js';

const brokerWithinMs = 120_000;

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((address) => address !== '');
const replicationFactor = Number(process.env['KAFKA_REPLICATION_FACTOR'] ?? '3');

try {
  if (brokers.length === 0 || !Number.isInteger(replicationFactor) || replicationFactor < 1) {
    throw new HubError(
      'CONFIG_INVALID',
      'set KAFKA_BROKERS to the addresses of brokers and KAFKA_REPLICATION_FACTOR to a whole number from 1 (default 3)',
    );
  }
  await awaitBroker(brokers, { timeoutMs: brokerWithinMs });
  await ensureTopics(brokers, { replicationFactor });
  process.stdout.write('the topics of the catalogue are there\n');
} catch (error) {
  const code = error instanceof HubError ? `${error.code}: ` : '';
  process.stderr.write(`${code}${messageOf(error)}\n`);
  process.exitCode = 1;
}
