import type { Publisher, TopicFollowerOptions } from '@hub/kafka';
import { keyOf, type Send } from '@hub/schemas';
import type { Clock } from '@hub/core';
import { isSetAside } from '../domain/settled.js';
import { FreshTopic } from './fresh-topic.js';
import type { SendLog } from '../ports.js';

const topic = 'hub.send.v1';
/** Rows that are kept at hand, about 600 bytes each; the oldest are forgotten first. */
const rowsMax = 50_000;

export interface KafkaSendLogOptions extends Pick<
  TopicFollowerOptions<typeof topic>,
  'brokers' | 'clientId'
> {
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly clock: Clock;
}

/** How far each command has come: a compacted topic, of which this process holds the newest rows. */
export class KafkaSendLog implements SendLog {
  readonly #rows = new Map<string, Send>();
  /** Keys of rows by document. */
  readonly #documents = new Map<string, Set<string>>();
  readonly #unchecked = new Set<string>();
  readonly #follower: FreshTopic<typeof topic>;
  readonly #options: KafkaSendLogOptions;

  constructor(options: KafkaSendLogOptions) {
    this.#options = options;
    const { brokers, clientId, clock } = options;
    this.#follower = new FreshTopic({
      brokers,
      clientId,
      clock,
      topic,
      onRecord: (key, send) => {
        if (send === null) this.#drop(key);
        else this.#keep(key, send);
      },
    });
  }

  async start(): Promise<void> {
    await this.#follower.start();
  }

  async find(of: Parameters<SendLog['find']>[0]): Promise<Send | null> {
    await this.#follower.catchUp();
    // Only the fields of the key are looked at.
    return this.#rows.get(keyOf(topic, of as Send)) ?? null;
  }

  async write(send: Send): Promise<void> {
    await this.#options.publisher.publish([{ topic, value: send }]);
    this.#keep(keyOf(topic, send), send);
  }

  async about(tenant: string, form: string, documentId: string): Promise<readonly Send[]> {
    await this.#follower.catchUp();
    const keys = this.#documents.get(documentKey({ tenant, form, documentId })) ?? [];
    return [...keys].flatMap((key) => this.#rows.get(key) ?? []);
  }

  sentSince(after: number): readonly Send[] {
    return [...this.#rows.values()].filter(({ done, at }) => done && at >= after);
  }

  unchecked(before: number): readonly Send[] {
    return [...this.#unchecked]
      .flatMap((key) => this.#rows.get(key) ?? [])
      .filter(({ at }) => at < before);
  }

  async close(): Promise<void> {
    await this.#follower.close();
  }

  #keep(key: string, send: Send): void {
    const known = this.#rows.get(key);
    // Our own record may be heard of after a later one was written. What was set aside may begin anew.
    const isOver = known?.done === true && !isSetAside(known);
    if (known !== undefined && (known.at > send.at || (isOver && !send.done))) return;
    this.#rows.delete(key);
    this.#rows.set(key, send);
    if (send.done && !send.checked) this.#unchecked.add(key);
    else this.#unchecked.delete(key);
    const document = documentKey(send);
    const keys = this.#documents.get(document) ?? new Set<string>();
    this.#documents.set(document, keys.add(key));
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > rowsMax && oldest !== undefined) this.#drop(oldest);
  }

  #drop(key: string): void {
    const send = this.#rows.get(key);
    if (send === undefined) return;
    this.#rows.delete(key);
    this.#unchecked.delete(key);
    const document = documentKey(send);
    const keys = this.#documents.get(document);
    keys?.delete(key);
    if (keys?.size === 0) this.#documents.delete(document);
  }
}

function documentKey({
  tenant,
  form,
  documentId,
}: Pick<Send, 'tenant' | 'form' | 'documentId'>): string {
  return `${tenant}/${form}/${documentId}`;
}
