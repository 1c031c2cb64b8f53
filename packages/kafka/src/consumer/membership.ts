import { HubError, messageOf, systemClock, type Clock } from '@hub/core';
import type { TopicName, TopicValues } from '@hub/schemas';
import { Logger } from '@nestjs/common';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';
import type { RecordCodec } from '../contract.js';
import { sharedCodec } from '../contract.js';
import { requireTopics } from './require-topics.js';
import { Watchdog } from './watchdog.js';

export interface MembershipOptions<T extends TopicName> extends Connection {
  readonly groupId: string;
  /** Its partitions are what the members share. */
  readonly topic: T;
  readonly codec?: RecordCodec;
  readonly clock?: Clock;
  /** A member that is silent for so long has left, milliseconds; the least that brokers allow is 6,000. */
  readonly sessionTimeoutMs?: number;
  /** These partitions are ours now. `kept` were ours without a break, so nobody else had them in between. */
  readonly onAssigned: (ours: ReadonlySet<number>, kept: ReadonlySet<number>) => void;
  /** The group is changing: nothing is ours until the next assignment. */
  readonly onSuspended: () => void;
  /** A record of one of our partitions, written from now on; what was written while nobody looked is not told. */
  readonly onRecord: (value: TopicValues[T]) => void;
  readonly onFatal: (error: HubError) => void;
}

const joinTimeoutMs = 60_000;
/** kafkajs can hang without any event; so long without a fetch or a heartbeat is too long, milliseconds. */
const silenceMaxMs = 60_000;
const leaveTimeoutMs = 5_000;
/** A beat before each of these would be lost, a member is still in. */
const beatsPerSession = 6;
/** See `createConsumer`: kafkajs never resets its count, so few and short. */
const retry = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 };

/**
 * Shares work among processes: each partition of a topic is some work, and belongs to one member of a group at a time.
 *
 * Kafka tells a new owner before the old one has heard of it. Whoever works therefore asks `holds` before each step that
 * others would see, and such a step must bear being done twice.
 */
export class Membership<T extends TopicName> {
  readonly #options: MembershipOptions<T>;
  readonly #consumer: Consumer;
  readonly #clock: Clock;
  readonly #codec: RecordCodec;
  readonly #sessionMs: number;
  readonly #watchdog: Watchdog;
  readonly #log = new Logger('KafkaMembership');
  #ours: ReadonlySet<number> = new Set();
  /** What was ours before the group began to change. */
  #before: ReadonlySet<number> = new Set();
  #memberId = '';
  #heardAt = 0;
  #closing = false;
  #onJoin: () => void = () => undefined;

  constructor(options: MembershipOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#codec = options.codec ?? sharedCodec();
    this.#sessionMs = options.sessionTimeoutMs ?? 6_000;
    this.#watchdog = new Watchdog(this.#clock, silenceMaxMs, (what) => {
      const text = `no ${what} for ${String(silenceMaxMs / 1_000)} s`;
      if (!this.#closing) options.onFatal(fatal('KAFKA_CONSUMER_SILENT', options.groupId, text));
    });
    this.#consumer = createClient(options, { retry }).consumer({
      groupId: options.groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: this.#sessionMs,
      rebalanceTimeout: this.#sessionMs,
      heartbeatInterval: this.#sessionMs / beatsPerSession,
      maxWaitTimeInMs: this.#sessionMs / beatsPerSession,
      metadataMaxAge: 60_000,
      retry,
    });
  }

  /** Joins the group; resolves when partitions were given out for the first time. */
  async start(): Promise<void> {
    const { topic, groupId } = this.#options;
    await requireTopics(this.#options, [topic], this.#clock, joinTimeoutMs);
    this.#listen();
    const joined = new Promise<void>((resolve) => {
      this.#onJoin = resolve;
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [topic], fromBeginning: false });
    await this.#consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        await Promise.resolve();
        this.#take(message);
      },
    });
    const stop = new AbortController();
    const late = this.#clock.sleep(joinTimeoutMs, stop.signal).then(
      () => true,
      () => false,
    );
    const isLate = await Promise.race([joined.then(() => false), late]);
    stop.abort();
    if (!isLate) {
      void this.#watchdog.watch();
      return;
    }
    throw new HubError(
      'KAFKA_GROUP_NOT_JOINED',
      `group ${groupId}: not joined within ${String(joinTimeoutMs)} ms; is the coordinator up?`,
      { retryable: true },
    );
  }

  /** Whether a partition is ours, as far as can be known: the group heard of us lately, and is not changing. */
  holds(partition: number): boolean {
    if (!this.#ours.has(partition)) return false;
    return this.#clock.monotonic() - this.#heardAt < this.#sessionMs;
  }

  /** Leaves the group, so that others take over at once. Whoever works must have stopped before. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#watchdog.stop();
    this.#ours = new Set();
    const stop = new AbortController();
    await Promise.race([
      this.#consumer.disconnect().catch(() => undefined),
      this.#clock.sleep(leaveTimeoutMs, stop.signal).catch(() => undefined),
    ]);
    stop.abort();
  }

  #listen(): void {
    const { events } = this.#consumer;
    const { topic, onAssigned, onFatal } = this.#options;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      if (this.#closing) return;
      const ours = new Set(payload.memberAssignment[topic] ?? []);
      const before = this.#ours.size > 0 ? this.#ours : this.#before;
      // Another name means that the group had given us up, and somebody else may have had our partitions.
      const kept =
        payload.memberId === this.#memberId
          ? new Set([...before].filter((partition) => ours.has(partition)))
          : new Set<number>();
      this.#watchdog.groupChanged();
      this.#memberId = payload.memberId;
      this.#heardAt = this.#clock.monotonic();
      this.#ours = ours;
      this.#before = new Set();
      onAssigned(ours, kept);
      this.#onJoin();
    });
    this.#consumer.on(events.FETCH, () => {
      this.#watchdog.fetched();
    });
    this.#consumer.on(events.HEARTBEAT, () => {
      this.#watchdog.heartBeat();
      this.#heardAt = this.#clock.monotonic();
    });
    this.#consumer.on(events.REBALANCING, () => {
      this.#suspend();
    });
    this.#consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.#suspend();
      this.#memberId = '';
      if (restart) this.#log.warn(`the membership begins again: ${error.message}`);
      else if (!this.#closing)
        onFatal(fatal('KAFKA_CONSUMER_CRASHED', this.#options.groupId, error.message));
    });
  }

  #suspend(): void {
    if (this.#ours.size > 0) this.#before = this.#ours;
    this.#ours = new Set();
    if (!this.#closing) this.#options.onSuspended();
  }

  #take({ value, offset }: KafkaMessage): void {
    if (value === null || this.#closing) return;
    try {
      this.#options.onRecord(this.#codec.decode(this.#options.topic, value) as TopicValues[T]);
    } catch (error) {
      this.#log.error(`${this.#options.topic} at ${offset}: passed over: ${messageOf(error)}`);
    }
  }
}

function fatal(code: string, group: string, what: string): HubError {
  return new HubError(code, `group ${group} cannot be rejoined: ${what}; restart the process`);
}
