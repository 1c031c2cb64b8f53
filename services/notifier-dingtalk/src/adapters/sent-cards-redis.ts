import type { RecentIndex } from '@hub/redis';
import type { SentCard } from '../domain/card.js';
import type { SentCards } from '../ports.js';

/** Cards by document, in Redis. */
export class RedisSentCards implements SentCards {
  constructor(private readonly index: RecentIndex) {}

  remember(tenant: string, form: string, documentId: string, card: SentCard): Promise<void> {
    const key = keyOf(tenant, form, documentId);
    return this.index.put(key, card.commandId, JSON.stringify(card), card.issuedAt);
  }

  async of(tenant: string, form: string, documentId: string): Promise<readonly SentCard[]> {
    const values = await this.index.list(keyOf(tenant, form, documentId));
    return values.map((value) => JSON.parse(value) as SentCard);
  }
}

function keyOf(tenant: string, form: string, documentId: string): string {
  return `hub:${tenant}:cards:${form}:${documentId}`;
}
