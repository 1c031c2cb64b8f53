import type { Clock } from '@hub/core';

/**
 * Notices a consumer that has fallen silent. kafkajs can hang after a network fault without any event
 * (tulios/kafkajs#659, #1163, #1539); a live one fetches several times a second and beats its heart every few seconds.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #silenceMaxMs: number;
  readonly #onSilence: (what: string) => void;
  readonly #stop = new AbortController();
  #fetchedAt: number;
  #beatAt: number;

  constructor(clock: Clock, silenceMaxMs: number, onSilence: (what: string) => void) {
    this.#clock = clock;
    this.#silenceMaxMs = silenceMaxMs;
    this.#onSilence = onSilence;
    this.#fetchedAt = clock.monotonic();
    this.#beatAt = this.#fetchedAt;
  }

  fetched(): void {
    this.#fetchedAt = this.#clock.monotonic();
  }

  heartBeat(): void {
    this.#beatAt = this.#clock.monotonic();
  }

  /** Joining the group takes its time without fetches and heartbeats. */
  groupChanged(): void {
    this.fetched();
    this.heartBeat();
  }

  /** What has been silent for too long; null when all is well. */
  get silent(): string | null {
    const now = this.#clock.monotonic();
    if (now - this.#fetchedAt > this.#silenceMaxMs) return 'fetch';
    if (now - this.#beatAt > this.#silenceMaxMs) return 'heartbeat';
    return null;
  }

  /** Looks until stopped, or until it has reported once. */
  async watch(): Promise<void> {
    this.groupChanged();
    const everyMs = Math.min(1_000, this.#silenceMaxMs / 4);
    while (!this.#stop.signal.aborted) {
      const sleptAt = this.#clock.monotonic();
      try {
        await this.#clock.sleep(everyMs, this.#stop.signal);
      } catch {
        return;
      }
      this.#passOver(this.#clock.monotonic() - sleptAt - everyMs);
      const { silent } = this;
      if (silent === null) continue;
      this.#onSilence(silent);
      return;
    }
  }

  /** Time in which this process itself stood still says nothing of Kafka: what came meanwhile is read only now. */
  #passOver(lateMs: number): void {
    const now = this.#clock.monotonic();
    this.#fetchedAt = Math.min(now, this.#fetchedAt + lateMs);
    this.#beatAt = Math.min(now, this.#beatAt + lateMs);
  }

  stop(): void {
    this.#stop.abort();
  }
}
