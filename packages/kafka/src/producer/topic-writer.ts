import type { Clock } from '@hub/core';
import { HubError } from '@hub/core';
import type { Message, Producer } from 'kafkajs';
import { publishFault } from '../client/kafka-fault.js';
import type { BatchLimits, Pending } from './accumulator.js';
import { Accumulator, Ticket } from './accumulator.js';
import { coveredSend } from './covered-send.js';
import { LeaderMap } from './leader-map.js';
import { Turnstile } from './turnstile.js';

/** One record, ready to be written. */
export interface OutgoingRecord {
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** What decides the partition, see `routingKey`. */
  readonly routing: string;
}

export interface WriterLimits extends BatchLimits {
  /** How long the first record of a batch waits for others, in milliseconds. */
  readonly lingerMs: number;
  /** Bytes that may wait; callers beyond wait their turn. */
  readonly queueBytesMax: number;
}

export interface WriterOptions {
  readonly topic: string;
  readonly limits: WriterLimits;
  readonly clock: Clock;
  /** A new, unconnected, idempotent producer that uses the given map as its partitioner. */
  readonly createProducer: (leaders: LeaderMap) => Producer;
}

interface QueuedMessage extends Message, Pending {
  readonly routing: string;
}

/**
 * Writes to one topic in batches, one batch in flight.
 *
 * kafkajs reuses a sequence number when two sends overlap a dropped connection, and the broker then drops one of them
 * as a duplicate (tulios/kafkajs#1005, #598). With one send in flight per partition there is nobody to reuse it. After a
 * final failure nobody knows what was stored under which number, so the producer is replaced by one with a new
 * identity: whoever sends again may then double a record, never lose one.
 *
 * A topic has a producer of its own because one deleted topic stops all sends of its producer (tulios/kafkajs#1622).
 */
export class TopicWriter {
  readonly #options: WriterOptions;
  readonly #leaders = new LeaderMap();
  readonly #queue: Accumulator<QueuedMessage>;
  readonly #turnstile: Turnstile;
  #producer: Promise<Producer> | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#queue = new Accumulator(options.limits);
    this.#turnstile = new Turnstile(() => this.#queue.bytes < options.limits.queueBytesMax);
  }

  /** Resolves when all records are acknowledged by the in-sync replicas; rejects with a HubError when one is not. */
  async write(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    for (const record of records) this.#refuseTooLarge(record);
    const done = await this.#turnstile.pass(() => ({ ticket: this.#enqueue(records) }));
    await done.ticket.done;
  }

  /** Connects ahead of the first write. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  /** Writes what is queued, then disconnects. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#dropProducer();
  }

  #enqueue(records: readonly OutgoingRecord[]): Ticket {
    const ticket = new Ticket(records.length);
    if (this.#closed) {
      ticket.fail(closedFault(this.#options.topic));
      return ticket;
    }
    for (const { key, value, headers, routing } of records) {
      const bytes = sizeOf(key, value, headers);
      this.#queue.add({ key, value, headers: { ...headers }, routing, bytes, ticket });
    }
    this.#running ??= this.#run();
    return ticket;
  }

  async #run(): Promise<void> {
    const { limits, clock } = this.#options;
    if (!this.#queue.fullBatch && limits.lingerMs > 0) await clock.sleep(limits.lingerMs);
    else await Promise.resolve();

    while (this.#queue.size > 0) {
      await this.#flush(this.#queue.take());
      this.#turnstile.roomMade();
    }
    this.#running = null;
  }

  /** Never rejects: what went wrong is told to whoever asked for the records. */
  async #flush(batch: readonly QueuedMessage[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await coveredSend(await this.#connected(), this.#options.topic, this.#leaders, batch);
      for (const { ticket } of batch) ticket.written();
    } catch (error) {
      await this.#dropProducer();
      const fault = publishFault(this.#options.topic, error);
      if (fault.code === 'KAFKA_RECORD_TOO_LARGE' && batch.length > 1) {
        // One record is to blame; the others must not suffer for it.
        const middle = Math.ceil(batch.length / 2);
        await this.#flush(batch.slice(0, middle));
        await this.#flush(batch.slice(middle));
        return;
      }
      for (const { ticket } of batch) ticket.fail(fault);
    }
  }

  async #connected(): Promise<Producer> {
    this.#producer ??= this.#connect();
    try {
      return await this.#producer;
    } catch (error) {
      this.#producer = null;
      throw publishFault(this.#options.topic, error);
    }
  }

  async #connect(): Promise<Producer> {
    const producer = this.#options.createProducer(this.#leaders);
    await producer.connect();
    return producer;
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    try {
      await (await producer)?.disconnect();
    } catch {
      // It is given up anyway; its sockets end with it.
    }
  }

  #refuseTooLarge({ key, value, headers }: OutgoingRecord): void {
    const bytes = sizeOf(key, value, headers);
    const { bytesMax } = this.#options.limits;
    if (bytes <= bytesMax) return;
    throw new HubError(
      'KAFKA_RECORD_TOO_LARGE',
      `topic ${this.#options.topic}: a record of ${String(bytes)} bytes is above the limit of ${String(bytesMax)}; shorten the message`,
    );
  }
}

/** Bytes of a record in a batch, its framing taken as 32. */
function sizeOf(
  key: string | Buffer | null,
  value: Buffer | null,
  headers: Readonly<Record<string, string>>,
): number {
  let bytes = 32 + (key === null ? 0 : Buffer.byteLength(key)) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0) + 4;
  return bytes;
}

function closedFault(topic: string): HubError {
  return new HubError('KAFKA_PUBLISHER_CLOSED', `topic ${topic}: the publisher is closed`, {
    retryable: true,
  });
}
