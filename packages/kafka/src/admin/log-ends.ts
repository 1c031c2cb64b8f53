import { systemClock } from '@hub/core';
import type { Connection } from '../client/create-client.js';
import { isLeaderChange } from '../client/kafka-fault.js';
import { withAdmin } from './with-admin.js';

/** What the log of a partition holds: offsets from `low` up to, but not including, `high`. */
export interface LogEnd {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** For so long a partition may be without a leader that answers, in milliseconds. */
const leaderlessMaxMs = 30_000;
const lookEveryMs = 100;

/**
 * Asks the leader of every partition where its log begins and ends.
 *
 * A partition that was created a moment ago, or whose leader moves, has nobody for some milliseconds who answers for it,
 * although the brokers already name a leader; kafkajs takes that for final, so we ask again, each time with new metadata.
 */
export async function readLogEnds(
  connection: Connection,
  topics: readonly string[],
): Promise<readonly LogEnd[]> {
  const until = systemClock.monotonic() + leaderlessMaxMs;
  for (;;) {
    try {
      return await withAdmin(connection, async (admin) => {
        const ends: LogEnd[] = [];
        for (const topic of topics) {
          for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
            ends.push({ topic, partition, low: Number(low), high: Number(high) });
          }
        }
        return ends;
      });
    } catch (error) {
      if (!isLeaderChange(error) || systemClock.monotonic() >= until) throw error;
    }
    await systemClock.sleep(lookEveryMs);
  }
}
