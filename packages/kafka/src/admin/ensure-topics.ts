import { HubError, messageOf } from '@hub/core';
import type { Topic } from '@hub/schemas';
import { allTopics } from '@hub/schemas';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { protocolError } from '../client/kafka-fault.js';
import { createTopics } from './create-topics.js';
import { readLogEnds } from './log-ends.js';
import { differencesOf } from './topic-differences.js';
import { withAdmin } from './with-admin.js';

export interface EnsureTopicsOptions {
  /** How many brokers keep each record; 3 wherever records matter. */
  readonly replicationFactor: number;
  /** Default: every topic of the catalogue, parked ones included. */
  readonly topics?: readonly Topic[];
}

/**
 * Creates the topics that are missing, so that they can be read and written at once, and checks those that exist. Nothing that exists is ever changed: kafkajs could
 * only replace a topic's whole configuration, and more partitions would send keys elsewhere.
 *
 * @throws HubError KAFKA_TOPIC_DIFFERS naming every topic that is not as the catalogue says
 */
export async function ensureTopics(
  brokers: readonly string[],
  { replicationFactor, topics = allTopics() }: EnsureTopicsOptions,
): Promise<void> {
  const connection = { brokers, clientId: 'hub.topics' };
  const existing = new Set(await withAdmin(connection, (admin) => admin.listTopics()));
  const missing = topics.filter(({ name }) => !existing.has(name));
  if (missing.length > 0) await create(connection, missing, replicationFactor);
  // All of them, because another starter may have created some a moment ago.
  const names = topics.map(({ name }) => name);
  await readLogEnds(connection, names);
  await withAdmin(connection, (admin) => check(admin, topics));
}

async function create(
  connection: Connection,
  topics: readonly Topic[],
  replicationFactor: number,
): Promise<void> {
  try {
    const configs = topics.map((topic) => topicConfig(topic, replicationFactor));
    await createTopics(connection, configs);
  } catch (error) {
    // Somebody else created one at the same moment; the check that follows looks at what is there now.
    const faults = faultsOf(error).filter((one) => protocolError(one) !== 'TOPIC_ALREADY_EXISTS');
    if (faults.length > 0) throw notCreated(faults, replicationFactor);
  }
}

function topicConfig(topic: Topic, replicationFactor: number): ITopicConfig {
  const policy = [topic.compacted ? 'compact' : '', topic.retentionMs === null ? '' : 'delete'];
  const config: Record<string, string> = {
    'cleanup.policy': policy.filter((word) => word !== '').join(','),
    'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
    'retention.ms': String(topic.retentionMs ?? -1),
  };
  return {
    topic: topic.name,
    numPartitions: topic.partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
  };
}

async function check(admin: Admin, topics: readonly Topic[]): Promise<void> {
  const differences = await differencesOf(admin, topics);
  if (differences.length === 0) return;
  throw new HubError(
    'KAFKA_TOPIC_DIFFERS',
    `topics are not as the catalogue says: ${differences.map(({ says }) => says).join('; ')}. Nothing was changed: make a new version of the topic, or delete the topic if its records are not needed`,
  );
}

/** kafkajs gathers the faults of several topics into one error. */
function faultsOf(error: unknown): readonly unknown[] {
  const isMany = error instanceof Error && 'errors' in error && Array.isArray(error.errors);
  return isMany ? (error.errors as unknown[]) : [error];
}

function notCreated(faults: readonly unknown[], replicationFactor: number): HubError {
  const [first] = faults;
  const hint =
    protocolError(first) === 'INVALID_REPLICATION_FACTOR'
      ? `there are fewer than ${String(replicationFactor)} brokers; start more or ask for fewer replicas`
      : 'may this client create topics?';
  const reasons = [...new Set(faults.map(messageOf))].join('; ');
  return new HubError('KAFKA_TOPIC_NOT_CREATED', `topics not created: ${reasons}; ${hint}`, {
    cause: first,
  });
}
