import type { Producer } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';
import type { LeaderMap } from './leader-map.js';

/** About 20 s in all; then the caller decides. A broker that dies is replaced as leader well within it. */
const retry = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 10 };

/** An idempotent producer on a client of its own; see TopicWriter for why it must not be shared. */
export function createProducer(connection: Connection, leaders: LeaderMap): Producer {
  return createClient(connection, { retry }).producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: leaders.createPartitioner,
    metadataMaxAge: 60_000,
    retry,
  });
}
