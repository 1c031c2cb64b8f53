import type { ICustomPartitioner, Message, PartitionMetadata } from 'kafkajs';
import { partitionOf } from './routing.js';

/** A message with what decides its partition; kafkajs hands it to the partitioner untouched. */
export interface RoutedMessage extends Message {
  readonly routing: string;
}

/**
 * What the producer last saw of a topic: how many partitions, who leads them.
 *
 * kafkajs asks its partitioner with fresh metadata before every write, so the map costs no request of its own.
 */
export class LeaderMap {
  #seen: readonly PartitionMetadata[] = [];
  readonly #leaders = new Map<number, number>();

  /** The partitioner to give to kafkajs. */
  readonly createPartitioner: ICustomPartitioner =
    () =>
    ({ partitionMetadata, message }) => {
      this.#learn(partitionMetadata);
      return partitionOf((message as RoutedMessage).routing, partitionMetadata.length);
    };

  /** Null before anything was written. */
  partitionOf(routing: string): number | null {
    return this.#seen.length === 0 ? null : partitionOf(routing, this.#seen.length);
  }

  /**
   * Splits messages by the broker that leads their partition.
   *
   * One request to several brokers is where kafkajs loses track: when one fails and the leadership moves to another
   * that has already answered, the rest is taken for written. A request to one broker fails or succeeds as a whole.
   */
  byLeader<M extends RoutedMessage>(messages: readonly M[]): M[][] {
    const groups = new Map<number, M[]>();
    for (const message of messages) {
      const partition = this.partitionOf(message.routing);
      const leader = partition === null ? -1 : (this.#leaders.get(partition) ?? -1);
      const group = groups.get(leader);
      if (group === undefined) groups.set(leader, [message]);
      else group.push(message);
    }
    return [...groups.values()];
  }

  #learn(metadata: readonly PartitionMetadata[]): void {
    if (metadata === this.#seen) return;
    this.#seen = metadata;
    this.#leaders.clear();
    for (const { partitionId, leader } of metadata) this.#leaders.set(partitionId, leader);
  }
}
