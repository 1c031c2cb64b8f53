import type { Producer } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';
import type { LeaderMap } from './leader-map.js';

/** An idempotent producer on a client of its own; see TopicWriter for why it must not be shared. */
export function createProducer(
  connection: Connection,
  leaders: LeaderMap,
  retries: number,
): Producer {
  const retry = { initialRetryTime: 100, maxRetryTime: 3_000, retries };
  return createClient(connection, { retry }).producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: leaders.createPartitioner,
    metadataMaxAge: 60_000,
    retry,
  });
}
