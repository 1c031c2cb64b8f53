import { HubError } from '@hub/core';
import type { Priority } from '@hub/schemas';
import type { NotifierTenant } from '../domain/tenant.js';
import type { People } from '../ports.js';
import type { Turns } from './turns.js';

/** About 150 bytes each; the oldest are forgotten first, and asked for again. */
const knownUsually = 20_000;

/** The union ids of people. A person keeps his for good, so each is asked for once. */
export class UnionIds {
  readonly #known = new Map<string, string>();

  constructor(
    private readonly people: People,
    private readonly turns: Turns,
    private readonly knownMax = knownUsually,
  ) {}

  /** @throws HubError NOTIFIER_NO_UNION_ID when DingTalk names none; DINGTALK_USER when there is no such person */
  async of(tenant: NotifierTenant, userId: string, priority: Priority): Promise<string> {
    const key = `${tenant.id} ${userId}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const turn = { tenant, api: 'user.get', priority } as const;
    const unionId = await this.turns.run(turn, () => this.people.unionId(tenant.id, userId));
    if (unionId === '') throw noUnionId(tenant, userId);
    this.#known.set(key, unionId);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.knownMax && oldest !== undefined) this.#known.delete(oldest);
    return unionId;
  }
}

function noUnionId({ id }: NotifierTenant, userId: string): HubError {
  return new HubError(
    'NOTIFIER_NO_UNION_ID',
    `DingTalk names no union id of ${userId} of ${id}; to-dos and calendars are addressed by it`,
  );
}
