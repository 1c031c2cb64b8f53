import { hashId, mintCapability, type CapabilityClaims, type Outbound } from '@hub/core';
import { createClaims, createRecentIndex } from '@hub/redis';
import type { Click, Decision, Person } from '@hub/schemas';
import { aPerson, FakeClock } from '@hub/testkit';
import { answersOf } from '../adapters/answers-files.js';
import { RedisShown } from '../adapters/shown-redis.js';
import type { Decided } from '../domain/erp.js';
import type { DecidePorts } from '../decide-click.js';
import type { Ledger, NodeOf, Traced, WritebackTenant } from '../ports.js';
import { Sends } from '../sends.js';
import type { TakeClickPorts } from '../take-click.js';
import type { TakeReplyPorts } from '../take-reply.js';
import { ErpModel } from './erp-model.js';

export const form = 'PUR_PurchaseOrder';
export const documentId = '100186';
const key = Buffer.alloc(32, 9);

const aTenant: WritebackTenant = {
  id: 'huadong',
  answers: answersOf('zh-CN'),
  corpId: 'ding-huadong',
  capabilityKeys: [key],
  forms: [form],
};

/** ERP user 16402 is DingTalk user u16402, and so on. */
export function userIdOf(erpUserId: string): string {
  return `u${erpUserId}`;
}

class FakeLedger implements Ledger {
  readonly records: Decision[] = [];
  readonly #latest = new Map<string, Decision>();

  find(of: NodeOf): Promise<Decision | undefined> {
    return Promise.resolve(this.peek(of));
  }

  peek({ tenant, form: of, documentId: id, node }: NodeOf): Decision | undefined {
    return this.#latest.get([tenant, of, id, node].join('/'));
  }

  append(decision: Decision): Promise<void> {
    this.records.push(decision);
    const { tenant, form: of, documentId: id, node } = decision;
    this.#latest.set([tenant, of, id, node].join('/'), decision);
    return Promise.resolve();
  }
}

export interface FakeParts
  extends
    DecidePorts,
    Omit<TakeReplyPorts, keyof DecidePorts>,
    Omit<TakeClickPorts, keyof DecidePorts> {
  readonly clock: FakeClock;
  readonly erp: ErpModel;
  readonly ledger: FakeLedger;
  readonly published: Outbound[];
  readonly people: Map<string, Person>;
  readonly links: string[];
}

/** Every port of the service, in memory. */
export function fakeParts(
  nodes: readonly (readonly string[])[] = [['16402'], ['16405']],
): FakeParts {
  const clock = new FakeClock();
  const published: Outbound[] = [];
  const links: string[] = [];
  const people = new Map<string, Person>();
  for (const erpUserId of new Set(nodes.flat())) {
    const person = userIdOf(erpUserId);
    people.set(`huadong/${person}`, aPerson({ person, erpUserId, name: `员工${erpUserId}` }));
  }
  const traced: Traced = (_name, linkedTo, work) => {
    links.push(linkedTo);
    return work();
  };
  return {
    clock,
    erp: new ErpModel(clock, nodes),
    ledger: new FakeLedger(),
    published,
    people,
    links,
    traced,
    tenants: { get: (id) => ({ ...aTenant, id }) },
    directory: { find: (tenant, userId) => people.get(`${tenant}/${userId}`) },
    shown: new RedisShown(createRecentIndex(null, { keepMs: 3_600_000, fieldsMax: 50, clock })),
    claims: createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock }),
    publish: (outbound) => {
      published.push(...outbound);
      return Promise.resolve();
    },
    sends: new Sends(),
    settleMs: 5_000,
    undecidedAfterMs: 15 * 60_000,
    capabilityMs: 3_600_000,
  };
}

/** The claims of a button on the card that is shown for the node that waits now. */
export function claimsFor(
  { erp, clock }: FakeParts,
  userId: string,
  action: Decided,
  over: Partial<CapabilityClaims> = {},
): CapabilityClaims {
  const node = erp.node ?? 'none';
  const commandId = hashId('card', erp.version);
  const base = {
    tenant: 'huadong',
    form,
    documentId,
    version: erp.version,
    node,
    userId,
    action,
    commandId,
  };
  return {
    ...base,
    expiresAt: clock.now() + 3_600_000,
    nonce: hashId(commandId, userId, node),
    traceparent: 'tp',
    ...over,
  };
}

export function mint(claims: CapabilityClaims): string {
  return mintCapability(claims, key);
}

/** The click that pressing such a button makes. */
export function clickOf(claims: CapabilityClaims, at: number, over: Partial<Click> = {}): Click {
  const { tenant, form: of, documentId: id, node, userId, action, commandId } = claims;
  const clickId = hashId(commandId, userId, action);
  const base = {
    tenant,
    form: of,
    documentId: id,
    node,
    userId,
    action,
    commandId,
    corpId: 'ding-huadong',
  };
  return {
    clickId,
    ...base,
    source: 'BUTTON',
    reason: null,
    capability: mint(claims),
    at,
    ...over,
  };
}
