import type { HubError } from '@hub/core';
import type { TopicName, TopicValues } from '@hub/schemas';
import type { Connection } from '../client/create-client.js';
import type { RecordCodec } from '../contract.js';
import { TopicFollower } from './topic-follower.js';

export interface TopicTableOptions<T extends TopicName> extends Connection {
  readonly topic: T;
  readonly codec?: RecordCodec;
  /** Called when the table will not be kept up to date any more; default: log it and exit with code 1. */
  readonly onFatal?: (error: HubError) => void;
}

/** Told of every change after the start; the value is undefined when the key was deleted. */
export type TableListener<Value> = (key: string, value: Value | undefined) => void;

/**
 * A compacted topic as a map: the newest value of every key, in memory, kept up to date.
 *
 * Keys are record keys (`keyOf`). A record that cannot be read is logged and passed over; the last good value stays.
 */
export class TopicTable<T extends TopicName> {
  readonly #follower: TopicFollower<T>;
  readonly #rows = new Map<string, TopicValues[T]>();
  readonly #listeners = new Set<TableListener<TopicValues[T]>>();

  constructor(options: TopicTableOptions<T>) {
    this.#follower = new TopicFollower({
      ...options,
      onRecord: (key, value) => {
        if (value === null) this.#rows.delete(key);
        else this.#rows.set(key, value);
        for (const listener of this.#listeners) listener(key, value ?? undefined);
      },
    });
  }

  /** Resolves when everything that is in the topic now has been read. */
  async start(): Promise<void> {
    await this.#follower.start();
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): TopicValues[T] | undefined {
    return this.#rows.get(key);
  }

  values(): IterableIterator<TopicValues[T]> {
    return this.#rows.values();
  }

  /** Reads up to the end as of now, so that what was acknowledged before this call is in the table. */
  async catchUp(): Promise<void> {
    await this.#follower.catchUp();
  }

  /** Returns the function that ends listening. */
  onChange(listener: TableListener<TopicValues[T]>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    await this.#follower.close();
  }
}
