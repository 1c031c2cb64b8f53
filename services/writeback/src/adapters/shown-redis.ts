import type { RecentIndex } from '@hub/redis';
import type { Shown, ShownApprovals } from '../ports.js';

/** What people were shown, in Redis. */
export class RedisShown implements ShownApprovals {
  constructor(private readonly index: RecentIndex) {}

  remember(tenant: string, userId: string, shown: Shown): Promise<void> {
    return this.index.put(
      keyOf(tenant, userId),
      `${shown.form}/${shown.documentId}`,
      JSON.stringify(shown),
      shown.at,
    );
  }

  async of(tenant: string, userId: string): Promise<readonly Shown[]> {
    const values = await this.index.list(keyOf(tenant, userId));
    return values.map((value) => JSON.parse(value) as Shown);
  }
}

function keyOf(tenant: string, userId: string): string {
  return `hub:${tenant}:shown:${userId}`;
}
