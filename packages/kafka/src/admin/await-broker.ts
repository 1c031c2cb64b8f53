import type { Clock } from '@hub/core';
import { HubError, messageOf, systemClock } from '@hub/core';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';

export interface AwaitBrokerOptions {
  readonly timeoutMs: number;
  readonly clock?: Clock;
}

const lookEveryMs = 250;

/**
 * Resolves when the brokers really serve. For some seconds after its port is open a broker answers "coordinator
 * loading" or "not available" to groups and to idempotent producers, so all three are asked.
 *
 * @throws HubError KAFKA_UNREACHABLE after the time is over, with what was the matter last
 */
export async function awaitBroker(
  brokers: readonly string[],
  { timeoutMs, clock = systemClock }: AwaitBrokerOptions,
): Promise<void> {
  const until = clock.monotonic() + timeoutMs;
  let last: unknown;

  while (clock.monotonic() < until) {
    try {
      await askAll({ brokers, clientId: 'hub.readiness' });
      return;
    } catch (error) {
      last = error;
    }
    await clock.sleep(lookEveryMs);
  }
  throw new HubError(
    'KAFKA_UNREACHABLE',
    `Kafka at ${brokers.join(', ')} is not ready after ${String(timeoutMs)} ms: ${messageOf(last)}; start it or correct KAFKA_BROKERS`,
    { retryable: true, cause: last },
  );
}

async function askAll(connection: Connection): Promise<void> {
  const client = createClient(connection, {
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 2 },
    requestTimeoutMs: 5_000,
  });
  const admin = client.admin();
  const producer = client.producer({ idempotent: true, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    await admin.describeCluster();
    await admin.describeGroups([connection.clientId]);
    await producer.connect();
  } finally {
    await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
  }
}
