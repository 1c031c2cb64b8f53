import type { Clock } from '@hub/core';
import { TopicFollower, type TopicFollowerOptions } from '@hub/kafka';
import type { TopicName } from '@hub/schemas';

/** What others wrote longer ago than this is known here. */
const freshMs = 1_000;

export interface FreshTopicOptions<T extends TopicName> extends TopicFollowerOptions<T> {
  readonly clock: Clock;
}

/** A topic that is followed, and read up to its end when somebody wants to be sure. */
export class FreshTopic<T extends TopicName> {
  readonly #follower: TopicFollower<T>;
  readonly #clock: Clock;
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor({ clock, ...options }: FreshTopicOptions<T>) {
    this.#clock = clock;
    this.#follower = new TopicFollower(options);
  }

  async start(): Promise<void> {
    await this.#follower.start();
    this.#readAt = this.#clock.monotonic();
  }

  /** A partition may just have come over from another process; what that one wrote has to be known first. */
  async catchUp(): Promise<void> {
    if (this.#clock.monotonic() - this.#readAt < freshMs) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async close(): Promise<void> {
    await this.#follower.close();
  }

  async #read(): Promise<void> {
    const began = this.#clock.monotonic();
    await this.#follower.catchUp();
    this.#readAt = began;
  }
}
