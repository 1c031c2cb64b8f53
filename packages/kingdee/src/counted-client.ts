import type { K3CloudClient } from './k3cloud-client.js';
import { onceMore } from './once-more.js';

export type Asking = Pick<K3CloudClient, 'query' | 'table' | 'lcid' | 'utcOffsetMinutes'>;

/** A client that counts what it is asked, for the pace of the poller, and asks once more where the server failed. */
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

  async query(...asked: Parameters<Asking['query']>): ReturnType<Asking['query']> {
    return await onceMore(async () => {
      this.calls += 1;
      return await this.#client.query(...asked);
    });
  }

  async table(...asked: Parameters<Asking['table']>): ReturnType<Asking['table']> {
    return await onceMore(async () => {
      this.calls += 1;
      return await this.#client.table(...asked);
    });
  }
}
