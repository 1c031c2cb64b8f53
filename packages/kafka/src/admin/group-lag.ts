import { readLogEnds } from './log-ends.js';
import { withAdmin } from './with-admin.js';

/** How far a group is behind on one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Null when the group has never committed here. */
  readonly committed: number | null;
  readonly end: number;
  /** Records the group has not committed yet; all that the log holds when it never committed. */
  readonly lag: number;
}

/** Reads from the brokers how far a group is behind, whether or not it has members. */
export async function readGroupLag(
  brokers: readonly string[],
  groupId: string,
  topics: readonly string[],
): Promise<readonly PartitionLag[]> {
  const connection = { brokers, clientId: 'hub.lag' };
  const ends = await readLogEnds(connection, topics);
  const groups = await withAdmin(connection, (admin) =>
    admin.fetchOffsets({ groupId, topics: [...topics] }),
  );
  const committedAt = new Map(
    groups.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${String(partition)}`, Number(offset)]),
    ),
  );
  return ends.map(({ topic, partition, low, high }) => {
    const offset = committedAt.get(`${topic}/${String(partition)}`) ?? -1;
    const committed = offset >= 0 ? offset : null;
    return { topic, partition, committed, end: high, lag: Math.max(0, high - (committed ?? low)) };
  });
}
