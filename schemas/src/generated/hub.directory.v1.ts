// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

/** How the two accounts were matched. */
export type Binding = 'UNKNOWN' | 'UNBOUND' | 'AMBIGUOUS' | 'LISTED' | 'MOBILE' | 'JOB_NUMBER';

/** One person of a tenant, crossed between DingTalk and the ERP. */
export interface Person {
  /** Subsidiary. */
  readonly tenant: string;
  /** DingTalk user id. */
  readonly person: string;
  /** Name in DingTalk. */
  readonly name: string;
  /** False after the person left. */
  readonly active: boolean;
  /** SHA-256 of tenant and mobile number, for binding without keeping the number. */
  readonly mobileHash: string | null;
  /** Job number in DingTalk. */
  readonly jobNumber: string | null;
  /** Ids of DingTalk departments, own first, then ancestors. */
  readonly departments: readonly string[];
  /** Names of DingTalk roles. */
  readonly roles: readonly string[];
  /** DingTalk user id of the manager. */
  readonly manager: string | null;
  /** Id of the ERP user; null while unbound. */
  readonly erpUserId: string | null;
  /** Login name in the ERP. */
  readonly erpUserName: string | null;
  /** How bound. */
  readonly binding: Binding;
  /** When the hub read this. UTC milliseconds. */
  readonly observedAt: number;
}
