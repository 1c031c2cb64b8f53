import type { Outbound } from '@hub/core';
import type { Click, Decision, Person } from '@hub/schemas';
import type { Receiver } from './domain/admit-click.js';
import type { Answers } from './domain/answers.js';
import type { ErpDocument, HistoryEntry, OpenTask, Writing } from './domain/erp.js';

/** What write-back needs to know of a tenant. */
export interface WritebackTenant extends Receiver {
  /** What is said to its people, in their language. */
  readonly answers: Answers;
  /** Forms that the hub follows. */
  readonly forms: readonly string[];
}

/** Every port takes the tenant first: there is no way to write with another tenant's credentials by mistake. */
export interface Tenants {
  /** @throws HubError TENANT_UNKNOWN */
  get(tenant: string): WritebackTenant;
}

export interface Erp {
  /** Null when there is no such bill. */
  read(tenant: string, form: string, documentId: string): Promise<ErpDocument | null>;
  open(tenant: string, form: string, documentId: string): Promise<readonly OpenTask[]>;
  history(tenant: string, form: string, documentId: string): Promise<readonly HistoryEntry[]>;
  /** Approves or rejects as the person. A HubError that is not retryable means that nothing happened, but for KINGDEE_OUTCOME_UNKNOWN. */
  write(tenant: string, writing: Writing): Promise<void>;
}

/** A workflow node of a document. */
export type NodeOf = Pick<Click, 'tenant' | 'form' | 'documentId' | 'node'>;

/** The decisions on record. */
export interface Ledger {
  /** What stands for a node, everything acknowledged up to now included. */
  find(of: NodeOf): Promise<Decision | undefined>;
  /** What stood when last looked; quick, for answers that need not be exact. */
  peek(of: NodeOf): Decision | undefined;
  /** Resolves when the record cannot be lost any more. */
  append(decision: Decision): Promise<void>;
}

export interface Directory {
  find(tenant: string, userId: string): Person | undefined;
}

/** Resolves when the messages cannot be lost any more. */
export type Publish = (outbound: readonly Outbound[]) => Promise<void>;

/** Runs work as a trace of its own that points back to the message it answers. */
export type Traced = <T>(name: string, linkedTo: string, work: () => Promise<T>) => Promise<T>;

/** An approval that a person was shown. */
export interface Shown {
  readonly form: string;
  readonly documentId: string;
  readonly number: string;
  readonly version: string;
  readonly node: string;
  readonly commandId: string;
  /** When it was shown, in UTC milliseconds. */
  readonly at: number;
  /** Trace of the message. */
  readonly traceparent: string;
}

export interface ShownApprovals {
  remember(tenant: string, userId: string, shown: Shown): Promise<void>;
  /** Newest first, one a document. */
  of(tenant: string, userId: string): Promise<readonly Shown[]>;
}
