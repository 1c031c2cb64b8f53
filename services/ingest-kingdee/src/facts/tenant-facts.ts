import type { FactSetting } from '@hub/service';
import type { TenantScope } from '../ports.js';

/** What a tenant wants to be told of time. */
export interface TenantFacts {
  readonly tenant: string;
  /** BCP 47. */
  readonly language: string;
  /** IANA name; days are those of its calendar. */
  readonly timeZone: string;
  readonly facts: readonly FactSetting[];
}

/** One rule of one tenant, with the part of the account that it is about. */
export interface Member<S extends FactSetting> {
  readonly scope: TenantScope;
  readonly tenant: TenantFacts;
  readonly rule: S;
}

export type DueSetting = Extract<FactSetting, { kind: 'receivable-overdue' | 'payment-due' }>;
export type StuckSetting = Extract<FactSetting, { kind: 'approval-stuck' }>;
export type TaxSetting = Extract<FactSetting, { kind: 'tax-filing' }>;

/** Whether a document is this tenant's; a system that knows no organisations belongs to its tenant alone. */
export function owns({ organisations }: TenantScope, organisation: string | null): boolean {
  return (
    organisations.length === 0 || (organisation !== null && organisations.includes(organisation))
  );
}

/** The organisations of several tenants together; none when one of them has the whole system. */
export function organisationsOf(scopes: readonly TenantScope[]): readonly string[] {
  if (scopes.some(({ organisations }) => organisations.length === 0)) return [];
  return [...new Set(scopes.flatMap(({ organisations }) => organisations))];
}
