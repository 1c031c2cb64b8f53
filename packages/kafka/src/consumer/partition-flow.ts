import type { Clock } from '@hub/core';
import { HubError, messageOf } from '@hub/core';
import type { Batch, KafkaMessage } from 'kafkajs';
import type { Delivery } from './delivery.js';
import type { ConsumerLimits } from './limits.js';
import { LowWaterMark } from './low-water-mark.js';
import { onOwnBytes } from './own-bytes.js';
import type { Settlement, Source } from './settlement.js';

export interface FlowOptions {
  readonly source: Source;
  readonly settlement: Settlement;
  readonly limits: ConsumerLimits;
  readonly clock: Clock;
  readonly decode: (bytes: Buffer) => unknown;
  /** Work of an earlier generation on the same partition; nothing starts before it has ended. */
  readonly after: Promise<void>;
  /** Called when a full flow has room again. */
  readonly onRoom: (flow: PartitionFlow) => void;
  /** Called when the flow itself is broken; nothing of the partition would ever move again. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * The events of one partition in one generation of the group: taken in by fetches, handled in lanes, settled.
 *
 * Taking in never waits. What is settled moves the mark; the consumer commits the mark and nothing else.
 */
export abstract class PartitionFlow {
  readonly source: Source;
  /** What the group has committed of this flow; kept by whoever commits. */
  committed: number | null = null;
  protected readonly options: FlowOptions;
  /** True from when the work of the generation before has ended until this one drains. */
  protected isOpen = false;
  readonly #mark = new LowWaterMark();
  readonly #stop = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #onRoom: (() => void) | null = null;
  #events = 0;
  #bytes = 0;
  #position: number | null = null;
  #highWatermark = 0;

  constructor(options: FlowOptions) {
    this.options = options;
    this.source = options.source;
    this.work(options.after);
    void this.idle().then(() => {
      this.isOpen = true;
      this.pump();
    });
  }

  /** The offset to commit; null when nothing was settled yet. */
  get mark(): number | null {
    return this.#mark.mark;
  }

  /** Offset after the last event taken in; null before the first. */
  get position(): number | null {
    return this.#position;
  }

  /** Events in the log that are not settled yet, as far as the last fetch knew. */
  get lag(): number {
    const at = this.#mark.mark ?? (this.#position === null ? null : this.#position - this.#events);
    return at === null ? 0 : Math.max(0, this.#highWatermark - at);
  }

  get isFull(): boolean {
    const { eventsMax, bytesMax, windowMax } = this.options.limits;
    const { window } = this.#mark;
    return this.#events >= eventsMax || this.#bytes >= bytesMax || window >= windowMax;
  }

  /** True when so much is settled that fetching may go on. */
  get hasRoom(): boolean {
    const { eventsMax, bytesMax, windowMax } = this.options.limits;
    const { window } = this.#mark;
    return this.#events <= eventsMax / 2 && this.#bytes <= bytesMax / 2 && window <= windowMax / 2;
  }

  /** Asks for `onRoom`, once. */
  wantRoom(): void {
    this.#onRoom = () => {
      this.options.onRoom(this);
    };
  }

  /** Resolves when there is room again. */
  async room(): Promise<void> {
    if (this.hasRoom) return;
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Takes in what was fetched. */
  accept(batch: Batch): void {
    const messages = onOwnBytes(batch.messages);
    const end = Number(batch.lastOffset()) + 1;
    const last = messages.at(-1);

    for (const message of messages) {
      const offset = Number(message.offset);
      const slot = this.#mark.add(message === last ? end : offset + 1);
      this.enqueue(this.#deliveryOf(message, offset, slot));
    }
    this.#position = end;
    this.#highWatermark = Number(batch.highWatermark);
    this.pump();
  }

  /** Starts nothing more; what is at work runs to its end, and nothing of it is published or counted any more. */
  stop(): void {
    this.#stop.abort();
  }

  isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Starts nothing more, but what is at work still counts. */
  drain(): void {
    this.isOpen = false;
  }

  /** Resolves when no handler is at work, nor any of an earlier generation. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled(this.#working);
  }

  protected abstract enqueue(delivery: Delivery): void;

  /** Starts what can be started. */
  protected abstract pump(): void;

  /** Keeps account of work that must end before another generation may start. */
  protected work(promise: Promise<void>): void {
    this.#working.add(promise);
    promise
      .catch((error: unknown) => {
        if (!this.isStopped()) this.options.onBroken(error);
      })
      .finally(() => this.#working.delete(promise));
  }

  protected settled(delivery: Delivery): void {
    if (this.isStopped()) return;
    this.#events -= 1;
    this.#bytes -= delivery.bytes;
    this.#mark.settle(delivery.slot);
    delivery.value = undefined;
    if (this.#onRoom === null || !this.hasRoom) return;
    const onRoom = this.#onRoom;
    this.#onRoom = null;
    onRoom();
  }

  /** Decodes an event that is about to be handled. */
  protected read(delivery: Delivery): void {
    if (delivery.isRead) return;
    delivery.isRead = true;
    try {
      delivery.value = this.#decode(delivery.message.value);
    } catch (error) {
      delivery.fault = asFault(error);
    }
  }

  /** Sleeps; false when the flow was stopped meanwhile. */
  protected async wait(ms: number): Promise<boolean> {
    try {
      await this.options.clock.sleep(ms, this.#stop.signal);
      return !this.isStopped();
    } catch {
      return false;
    }
  }

  #deliveryOf(message: KafkaMessage, offset: number, slot: number): Delivery {
    const bytes = (message.value?.length ?? 0) + (message.key?.length ?? 0) + 64;
    this.#events += 1;
    this.#bytes += bytes;
    // One literal: there are hundreds of thousands of these a second.
    // prettier-ignore
    return { message, offset, slot, bytes, value: undefined, isRead: false, fault: null, attempts: 0, firstTriedAt: 0, effect: null };
  }

  #decode(bytes: Buffer | null): unknown {
    if (bytes !== null) return this.options.decode(bytes);
    throw new HubError(
      'KAFKA_NO_VALUE',
      'the record has no value (a tombstone); a handler expects one',
    );
  }
}

function asFault(error: unknown): HubError {
  if (error instanceof HubError) return error;
  return new HubError('KAFKA_UNREADABLE', `the value cannot be read: ${messageOf(error)}`, {
    cause: error,
  });
}
