import type { Clock } from '@hub/core';
import { HubError } from '@hub/core';
import { Logger } from '@nestjs/common';
import { withAdmin } from '../admin/with-admin.js';
import type { Connection } from '../client/create-client.js';

const lookEveryMs = 500;

/** Returns when all topics exist; a service may start while somebody is still creating them. */
export async function requireTopics(
  connection: Connection,
  topics: readonly string[],
  clock: Clock,
  timeoutMs: number,
): Promise<void> {
  const log = new Logger('KafkaConsumer');
  const until = clock.monotonic() + timeoutMs;
  let told = false;

  for (;;) {
    const missing = await withAdmin(connection, async (admin) => {
      const existing = new Set(await admin.listTopics());
      return topics.filter((topic) => !existing.has(topic));
    });
    if (missing.length === 0) return;

    const text = `no such topics at ${connection.brokers.join(', ')}: ${missing.join(', ')}; create the topics of the catalogue (ensureTopics)`;
    if (clock.monotonic() >= until) throw new HubError('KAFKA_TOPIC_MISSING', text);
    if (!told) log.warn(`${text}; waiting for them`);
    told = true;
    await clock.sleep(lookEveryMs);
  }
}
