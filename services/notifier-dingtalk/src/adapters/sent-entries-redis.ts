import type { RecentIndex } from '@hub/redis';
import type { SentEntry } from '../domain/entry.js';
import type { SentEntries } from '../ports.js';

/** Entries by document, in Redis. */
export class RedisSentEntries implements SentEntries {
  constructor(private readonly index: RecentIndex) {}

  remember(tenant: string, form: string, documentId: string, entry: SentEntry): Promise<void> {
    const key = keyOf(tenant, form, documentId);
    return this.index.put(key, fieldOf(entry), JSON.stringify(entry), entry.shownAt);
  }

  async of(tenant: string, form: string, documentId: string): Promise<readonly SentEntry[]> {
    const values = await this.index.list(keyOf(tenant, form, documentId));
    return values.map((value) => JSON.parse(value) as SentEntry);
  }

  forget(tenant: string, form: string, documentId: string, entry: SentEntry): Promise<void> {
    return this.index.remove(keyOf(tenant, form, documentId), fieldOf(entry));
  }
}

function keyOf(tenant: string, form: string, documentId: string): string {
  return `hub:${tenant}:entries:${form}:${documentId}`;
}

function fieldOf({ channel, template, userId }: SentEntry): string {
  return `${channel} ${template} ${userId}`;
}
