import type { Limit } from '@hub/redis';
import type { Card, SentCard } from './domain/card.js';
import type { CardChange, DocumentState } from './domain/card-state.js';
import type { Delivered } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';

/** Every port takes the tenant first: there is no way to send with another tenant's credentials by mistake. */
export interface Tenants {
  /** @throws HubError TENANT_UNKNOWN */
  get(tenant: string): NotifierTenant;
}

export interface Cards {
  deliver(tenant: string, card: Card): Promise<readonly Delivered[]>;
  update(tenant: string, commandId: string, change: CardChange): Promise<void>;
}

export interface Robot {
  /** At most 20 people a call. */
  send(
    tenant: string,
    userIds: readonly string[],
    message: { readonly title: string; readonly text: string },
  ): Promise<readonly Delivered[]>;
}

/** The cards that were sent about a document and can be decided from. */
export interface SentCards {
  remember(tenant: string, form: string, documentId: string, card: SentCard): Promise<void>;
  of(tenant: string, form: string, documentId: string): Promise<readonly SentCard[]>;
}

/** The newest state of documents, as far as it was heard of lately. */
export interface DocumentStates {
  /** Keeps it unless a newer one is known. */
  heard(tenant: string, form: string, documentId: string, state: DocumentState): Promise<void>;
  latest(tenant: string, form: string, documentId: string): Promise<DocumentState | null>;
}

/** An API of DingTalk that is limited by itself. */
export type Api = 'card.deliver' | 'card.update' | 'robot.send';

// All tenants leave by one address, of which DingTalk takes 10,000 calls in 20 s before it bans it for 5 minutes.
const wholeAddress: Limit = { key: 'hub:*:limit:address', calls: 9_000, windowMs: 20_000 };

/** The limits that one call has to keep. */
export function limitsOf(
  { id, callsPerSecond }: NotifierTenant,
  api: Api,
): readonly [Limit, Limit] {
  return [{ key: `hub:${id}:limit:${api}`, calls: callsPerSecond, windowMs: 1_000 }, wholeAddress];
}
