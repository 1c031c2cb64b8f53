import { messageOf } from '@hub/core';
import { Logger } from '@nestjs/common';
import type { TopicPartitionOffset } from 'kafkajs';
import { isGroupChange } from '../client/kafka-fault.js';
import type { PartitionFlow } from './partition-flow.js';

/** Commits the marks of the flows, one request at a time. */
export class Committer {
  readonly #log = new Logger('KafkaCommitter');
  readonly #flows: () => Iterable<PartitionFlow>;
  readonly #commit: (offsets: TopicPartitionOffset[]) => Promise<void>;
  #running: Promise<void> = Promise.resolve();

  constructor(
    flows: () => Iterable<PartitionFlow>,
    commit: (offsets: TopicPartitionOffset[]) => Promise<void>,
  ) {
    this.#flows = flows;
    this.#commit = commit;
  }

  /** Commits what was settled up to now. Never rejects: what is not committed now is committed next time, or done again. */
  async commit(): Promise<void> {
    this.#running = this.#running.then(() => this.commitNow());
    await this.#running;
  }

  /** The same without waiting for a request under way; the marks are taken before this returns. */
  async commitNow(): Promise<void> {
    const moved: PartitionFlow[] = [];
    const offsets: TopicPartitionOffset[] = [];
    for (const flow of this.#flows()) {
      const { mark } = flow;
      if (flow.isStopped() || mark === null || mark === flow.committed) continue;
      moved.push(flow);
      offsets.push({ ...flow.source, offset: String(mark) });
    }
    if (moved.length === 0) return;

    try {
      // Always with offsets: without them kafkajs commits nothing (tulios/kafkajs#1729).
      await this.#commit(offsets);
      for (const [index, flow] of moved.entries()) flow.committed = Number(offsets[index]?.offset);
    } catch (error) {
      // The group is changing: kafkajs notices with its next heartbeat and joins again.
      if (isGroupChange(error)) return;
      this.#log.warn(`offsets not committed, trying again: ${messageOf(error)}`);
    }
  }
}
