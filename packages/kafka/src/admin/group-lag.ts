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
  return await withAdmin({ brokers, clientId: 'hub.lag' }, async (admin) => {
    const groups = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const lags: PartitionLag[] = [];

    for (const { topic, partitions } of groups) {
      const offsets = new Map(partitions.map((one) => [one.partition, Number(one.offset)]));
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        const offset = offsets.get(partition) ?? -1;
        const end = Number(high);
        const from = offset >= 0 ? offset : Number(low);
        lags.push({
          ...{ topic, partition, end, committed: offset >= 0 ? offset : null },
          lag: Math.max(0, end - from),
        });
      }
    }
    return lags;
  });
}
