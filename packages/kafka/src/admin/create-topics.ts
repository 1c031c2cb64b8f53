import type { ITopicConfig } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { readLogEnds } from './log-ends.js';
import { withAdmin } from './with-admin.js';

const createMaxMs = 30_000;

/**
 * Creates topics and resolves when all their partitions answer. kafkajs can wait for leaders itself, but then it gives up
 * with "unknown topic" when a busy broker has not heard of its own topic yet, and a leader that is named may not answer.
 */
export async function createTopics(
  connection: Connection,
  topics: readonly ITopicConfig[],
): Promise<void> {
  await withAdmin(connection, (admin) =>
    admin.createTopics({ topics: [...topics], waitForLeaders: false, timeout: createMaxMs }),
  );
  const names = topics.map(({ topic }) => topic);
  await readLogEnds(connection, names);
}
