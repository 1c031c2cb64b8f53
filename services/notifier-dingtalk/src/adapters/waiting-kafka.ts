import type { Clock } from '@hub/core';
import type { Connection, Publisher } from '@hub/kafka';
import { keyOf, type Waiting } from '@hub/schemas';
import type { WaitingMessages } from '../ports.js';
import { FreshTopic } from './fresh-topic.js';

const topic = 'hub.waiting.v1';
/** Rows are about a kilobyte. What comes when there are so many waits in its own topic. */
const rowsMax = 30_000;

export interface KafkaWaitingOptions extends Connection {
  readonly publisher: Pick<Publisher, 'publish' | 'forget'>;
  readonly clock: Clock;
}

/** The messages that wait: a compacted topic, of which every process holds all rows. */
export class KafkaWaiting implements WaitingMessages {
  readonly #rows = new Map<string, Map<string, Waiting>>();
  readonly #follower: FreshTopic<typeof topic>;
  readonly #publisher: KafkaWaitingOptions['publisher'];
  #size = 0;

  constructor({ publisher, ...options }: KafkaWaitingOptions) {
    this.#publisher = publisher;
    this.#follower = new FreshTopic({
      ...options,
      topic,
      onRecord: (key, waiting) => {
        const [tenant = ''] = key.split('/', 1);
        if (waiting === null) this.#drop(tenant, key);
        else this.#keep(waiting);
      },
    });
  }

  start(): Promise<void> {
    return this.#follower.start();
  }

  get isFull(): boolean {
    return this.#size >= rowsMax;
  }

  tenants(): readonly string[] {
    return [...this.#rows.values()].flatMap((rows) => {
      const [first] = rows.values();
      return first === undefined ? [] : [first.tenant];
    });
  }

  async find(of: Pick<Waiting, 'tenant' | 'commandId'>): Promise<Waiting | null> {
    await this.#follower.catchUp();
    // Only the fields of the key are looked at.
    const key = keyOf(topic, of as Waiting);
    return this.#rows.get(tenantIn(key))?.get(key) ?? null;
  }

  async of(tenant: string): Promise<readonly Waiting[]> {
    await this.#follower.catchUp();
    const rows = this.#rows.get(tenantIn(keyOf(topic, { tenant, commandId: '' } as Waiting)));
    return [...(rows?.values() ?? [])];
  }

  async write(waiting: readonly Waiting[]): Promise<void> {
    await this.#publisher.publish(waiting.map((value) => ({ topic, value })));
    for (const one of waiting) this.#keep(one);
  }

  async forget(waiting: readonly Waiting[]): Promise<void> {
    await this.#publisher.forget(topic, waiting);
    for (const one of waiting) {
      const key = keyOf(topic, one);
      this.#drop(tenantIn(key), key);
    }
  }

  close(): Promise<void> {
    return this.#follower.close();
  }

  #keep(waiting: Waiting): void {
    const key = keyOf(topic, waiting);
    const tenant = tenantIn(key);
    const rows = this.#rows.get(tenant) ?? new Map<string, Waiting>();
    if (!rows.has(key)) this.#size += 1;
    // Our own record may be heard of after the one that names its round.
    if (rows.get(key)?.round != null && waiting.round === null) return;
    this.#rows.set(tenant, rows.set(key, waiting));
  }

  #drop(tenant: string, key: string): void {
    const rows = this.#rows.get(tenant);
    if (rows?.delete(key) !== true) return;
    this.#size -= 1;
    if (rows.size === 0) this.#rows.delete(tenant);
  }
}

function tenantIn(key: string): string {
  return key.split('/', 1)[0] ?? '';
}
