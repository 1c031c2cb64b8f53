import type { Consumer } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';
import type { ConsumerLimits } from './limits.js';

/**
 * Few and short: kafkajs never resets its count (tulios/kafkajs#1592), so after the fifth passing fault of its life it
 * begins anew. That costs one rebalance, finds a coordinator that has moved, and resets the count.
 */
const retry = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 };

/** A kafkajs consumer on a client of its own, with settings that fit flows which commit for themselves. */
export function createConsumer(
  connection: Connection,
  groupId: string,
  limits: ConsumerLimits,
): Consumer {
  return createClient(connection, { retry }).consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: limits.sessionTimeoutMs,
    rebalanceTimeout: limits.rebalanceTimeoutMs,
    heartbeatInterval: limits.heartbeatIntervalMs,
    maxWaitTimeInMs: limits.fetchWaitMs,
    minBytes: 1,
    maxBytesPerPartition: limits.fetchBytesMax,
    metadataMaxAge: 60_000,
    retry,
  });
}
