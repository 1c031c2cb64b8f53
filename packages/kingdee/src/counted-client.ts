import type { K3CloudClient } from './k3cloud-client.js';

export type Asking = Pick<K3CloudClient, 'query' | 'table' | 'lcid' | 'utcOffsetMinutes'>;

/** A client that counts what it is asked, for the pace of the poller. */
export class CountedClient implements Asking {
  readonly lcid: number;
  readonly utcOffsetMinutes: number;
  calls = 0;
  readonly #client: Asking;

  constructor(client: Asking) {
    this.#client = client;
    this.lcid = client.lcid;
    this.utcOffsetMinutes = client.utcOffsetMinutes;
  }

  query(...asked: Parameters<Asking['query']>): ReturnType<Asking['query']> {
    this.calls += 1;
    return this.#client.query(...asked);
  }

  table(...asked: Parameters<Asking['table']>): ReturnType<Asking['table']> {
    this.calls += 1;
    return this.#client.table(...asked);
  }
}
