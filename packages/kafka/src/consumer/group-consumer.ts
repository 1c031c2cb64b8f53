import type { Clock } from '@hub/core';
import { HubError, messageOf } from '@hub/core';
import { Logger } from '@nestjs/common';
import type { Batch, Consumer, EachBatchPayload } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { Assignment } from './assignment.js';
import { Committer } from './committer.js';
import { createConsumer } from './create-consumer.js';
import type { ConsumerLimits } from './limits.js';
import { requireTopics } from './require-topics.js';
import type { PartitionFlow } from './partition-flow.js';
import type { Source } from './settlement.js';
import { StartGuard } from './start-guard.js';
import { StartOffsets } from './start-offsets.js';
import { Watchdog } from './watchdog.js';

export interface GroupConsumerOptions {
  readonly connection: Connection;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly limits: ConsumerLimits;
  readonly clock: Clock;
  readonly createFlow: (
    source: Source,
    hooks: {
      readonly after: Promise<void>;
      readonly onRoom: (flow: PartitionFlow) => void;
      readonly onBroken: (error: unknown) => void;
    },
  ) => PartitionFlow;
  /** Called once, when the consumer will never work again in this process. */
  readonly onFatal: (error: HubError) => void;
  /** Called with every fetched batch before it is taken in. */
  readonly onBatch?: (source: Source, batch: Batch) => void;
}

/** A full partition blocks its broker's others for so long at most; a fast handler makes room within it. */
const roomWaitMs = 100;
const leaveTimeoutMs = 5_000;

/** One member of a consumer group: fetches, hands over, commits marks, and knows when it is beyond help. */
export class GroupConsumer {
  readonly #options: GroupConsumerOptions;
  readonly #log = new Logger('KafkaConsumer');
  readonly #consumer: Consumer;
  readonly #assignment: Assignment;
  readonly #committer: Committer;
  readonly #watchdog: Watchdog;
  readonly #closing = new AbortController();
  #start: StartGuard;
  #joined = false;
  #isFatal = false;
  #onJoin: () => void = () => undefined;

  constructor(options: GroupConsumerOptions) {
    const { connection, groupId, limits, clock } = options;
    this.#options = options;
    this.#consumer = createConsumer(connection, groupId, limits);
    this.#start = new StartGuard(new StartOffsets(connection, groupId));
    this.#assignment = new Assignment(this.#consumer, (source, after) =>
      options.createFlow(source, {
        after,
        onRoom: (flow) => {
          this.#assignment.resume(flow);
        },
        onBroken: (error) => {
          this.#fail('KAFKA_FLOW_BROKEN', `${source.topic}: ${messageOf(error)}`, error);
        },
      }),
    );
    this.#committer = new Committer(
      () => this.#assignment.flows(),
      (offsets) => this.#consumer.commitOffsets(offsets),
    );
    this.#watchdog = new Watchdog(clock, limits.silenceMaxMs, (what) => {
      const seconds = String(limits.silenceMaxMs / 1_000);
      this.#fail('KAFKA_CONSUMER_SILENT', `no ${what} for ${seconds} s`, undefined);
    });
  }

  /** Joins the group; resolves when partitions have been given out. */
  async start(): Promise<void> {
    const { connection, topics, limits, clock } = this.#options;
    await requireTopics(connection, topics, clock, limits.joinTimeoutMs);
    this.#listen();
    const joined = new Promise<void>((resolve) => {
      this.#onJoin = resolve;
    });
    await this.#consumer.connect();
    // From the beginning, always: where an offset is lost, "latest" would lose events (tulios/kafkajs#1119).
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
    await this.#within(joined, limits.joinTimeoutMs, () => {
      const text = `group ${this.#options.groupId}: not joined within ${String(limits.joinTimeoutMs)} ms; is the coordinator up?`;
      throw new HubError('KAFKA_GROUP_NOT_JOINED', text, { retryable: true });
    });
    void this.#watchdog.watch();
    void this.#commitRegularly();
  }

  /** Why it is not well; null when it is. */
  check(): string | null {
    if (this.#isFatal) return 'the Kafka consumer has failed';
    if (!this.#joined) return `not a member of group ${this.#options.groupId}`;
    const { silent } = this.#watchdog;
    return silent === null ? null : `no ${silent} from Kafka for too long`;
  }

  pausedPartitions(): number {
    return this.#consumer.paused().reduce((sum, { partitions }) => sum + partitions.length, 0);
  }

  lagByTopic(): ReadonlyMap<string, number> {
    return this.#assignment.lagByTopic();
  }

  /** Stops fetching, lets the events at work end, commits, leaves the group. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#watchdog.stop();
    const { drainTimeoutMs } = this.#options.limits;
    if (this.#joined) {
      await this.#within(this.#assignment.drain(), drainTimeoutMs, () => {
        this.#log.warn(`events at work after ${String(drainTimeoutMs)} ms are left for later`);
      });
      await this.#within(this.#committer.commit(), leaveTimeoutMs, () => undefined);
    }
    this.#assignment.stop();
    await this.#within(this.#consumer.disconnect(), leaveTimeoutMs, () => {
      this.#log.warn('the broker did not answer the farewell');
    });
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#begin(payload.memberAssignment);
    });
    this.#consumer.on(events.REBALANCING, () => {
      this.#watchdog.groupChanged();
      // Takes the marks at once; the request is out before the one to join. What ends later is of a lost generation.
      void this.#committer.commitNow();
      this.#lose();
    });
    this.#consumer.on(events.FETCH, () => {
      this.#watchdog.fetched();
    });
    this.#consumer.on(events.HEARTBEAT, () => {
      this.#watchdog.heartBeat();
    });
    this.#consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.#lose();
      if (restart) this.#log.warn(`the consumer starts again: ${error.message}`);
      else this.#fail('KAFKA_CONSUMER_CRASHED', error.message, error);
    });
  }

  #begin(partitionsByTopic: Readonly<Record<string, readonly number[]>>): void {
    this.#watchdog.groupChanged();
    const { connection, groupId } = this.#options;
    this.#start = new StartGuard(new StartOffsets(connection, groupId));
    this.#assignment.begin(partitionsByTopic);
    this.#joined = true;
    this.#onJoin();
  }

  #lose(): void {
    this.#joined = false;
    this.#assignment.stop();
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const source = { topic: batch.topic, partition: batch.partition };
    const found = this.#assignment.flowOf(source);
    if (found === undefined || payload.isStale()) return;
    const flow = await this.#expecting(found, Number(batchStart(batch)));
    const isPresent =
      flow !== null && flow === this.#assignment.flowOf(source) && !flow.isStopped();
    if (!isPresent || this.#closing.signal.aborted) return;

    this.#options.onBatch?.(source, batch);
    flow.accept(batch);
    payload.resolveOffset(batch.lastOffset());
    if (flow.isFull) await this.#makeRoom(flow);
  }

  /** The flow that a batch beginning at an offset belongs to; null when it belongs to none and is to be ignored. */
  async #expecting(flow: PartitionFlow, offset: number): Promise<PartitionFlow | null> {
    if (flow.position !== null) {
      // Ahead of the position is a hole: control records, compaction, retention. Behind it the log has begun anew.
      if (offset >= flow.position) return flow;
      this.#log.warn(`${nameOf(flow)}: the log begins anew at ${String(offset)}`);
      return this.#assignment.renew(flow.source);
    }
    const verdict = await this.#start.judge(flow.source, offset);
    if (verdict.kind === 'seek') {
      const where = `fetched from ${String(offset)}, put back to ${String(verdict.offset)}`;
      this.#log.warn(`${nameOf(flow)}: ${where}`);
      this.#consumer.seek({ ...flow.source, offset: String(verdict.offset) });
    }
    return verdict.kind === 'take' ? flow : null;
  }

  /** Gives a fast handler a moment, and pauses the partition of a slow one. */
  async #makeRoom(flow: PartitionFlow): Promise<void> {
    const room = flow.room();
    await this.#within(room, roomWaitMs, () => {
      if (flow.isStopped() || flow.hasRoom) return;
      this.#assignment.pause(flow.source);
      flow.wantRoom();
    });
  }

  async #commitRegularly(): Promise<void> {
    const { clock, limits } = this.#options;
    while (!this.#closing.signal.aborted) {
      try {
        await clock.sleep(limits.commitIntervalMs, this.#closing.signal);
      } catch {
        return;
      }
      if (this.#joined) await this.#committer.commit();
    }
  }

  #fail(code: string, what: string, cause: unknown): void {
    if (this.#isFatal || this.#closing.signal.aborted) return;
    this.#isFatal = true;
    this.#lose();
    const text = `consumer of group ${this.#options.groupId} cannot go on: ${what}; restart the process`;
    this.#options.onFatal(new HubError(code, text, { cause }));
  }

  /** Awaits a promise, but not for ever. */
  async #within(promise: Promise<unknown>, ms: number, onTimeout: () => void): Promise<void> {
    const timer = new AbortController();
    const slept = this.#options.clock.sleep(ms, timer.signal).then(
      () => true,
      () => false,
    );
    const isLate = await Promise.race([promise.then(() => false), slept]);
    timer.abort();
    if (isLate) onTimeout();
  }
}

function nameOf({ source }: PartitionFlow): string {
  return `${source.topic} partition ${String(source.partition)}`;
}

/** The offset a batch was asked from; kafkajs has it, its types do not. */
function batchStart(batch: Batch): string {
  return (batch as Batch & { readonly fetchedOffset: string }).fetchedOffset;
}
