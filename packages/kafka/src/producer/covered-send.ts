import type { Producer, RecordMetadata } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { LeaderMap, RoutedMessage } from './leader-map.js';

/** Leadership does not move more often than this within one write. */
const roundsMax = 5;

/**
 * Writes messages and returns when every partition they belong to has acknowledged them.
 *
 * kafkajs resolves a send although a partition got nothing when its leader moved between two attempts. So what was
 * acknowledged is compared with what was to be written, and the rest is written again; its sequence numbers were
 * rolled back, so the broker drops what it does have.
 */
export async function coveredSend(
  producer: Pick<Producer, 'send'>,
  topic: string,
  leaders: LeaderMap,
  messages: readonly RoutedMessage[],
): Promise<void> {
  let left = messages;

  for (let round = 0; left.length > 0; round += 1) {
    if (round === roundsMax)
      throw new Error(`${String(left.length)} records were never acknowledged`);
    const sends = leaders.byLeader(left).map(async (group) => {
      const answers = await producer.send({
        topic,
        messages: group,
        acks: -1,
        compression: kafkajs.CompressionTypes.ZSTD,
      });
      return uncovered(group, answers, leaders);
    });
    left = (await allOrFirstFault(sends)).flat();
  }
}

/** Waits for all, so that nothing is in flight any more when a fault is reported. */
async function allOrFirstFault<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function uncovered(
  messages: readonly RoutedMessage[],
  answers: readonly RecordMetadata[],
  leaders: LeaderMap,
): readonly RoutedMessage[] {
  const acknowledged = new Set(answers.map(({ partition }) => partition));
  return messages.filter(({ routing }) => {
    const partition = leaders.partitionOf(routing);
    return partition === null || !acknowledged.has(partition);
  });
}
