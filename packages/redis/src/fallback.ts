import { HubError } from '@hub/core';

/** Asks Redis; while it is away, asks this process's own memory. */
export async function orLocally<T>(remote: () => Promise<T>, local: () => Promise<T>): Promise<T> {
  try {
    return await remote();
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'REDIS_AWAY') throw error;
    return local();
  }
}

/** A map that forgets: entries after their time, and the oldest when it is full. */
export class ForgetfulMap<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly untilMs: number }>();

  constructor(private readonly entriesMax: number) {}

  get(key: string, nowMs: number): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > nowMs) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Milliseconds the entry has left; 0 when there is none. */
  left(key: string, nowMs: number): number {
    return Math.max(0, (this.#entries.get(key)?.untilMs ?? nowMs) - nowMs);
  }

  set(key: string, value: V, untilMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs });
    if (this.#entries.size > this.entriesMax) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
