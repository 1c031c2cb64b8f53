import type { Clock, Outbound } from '@hub/core';
import type { Document, Parked, Person, Watermark } from '@hub/schemas';
import type { Source } from '@hub/source';
import type { DingTalkDirectory, ErpUser } from './domain/directory.js';
import type { KnownDocument, Remember } from './domain/known-document.js';
import type { ErpDocument, ErpTask, MalformedBill } from './domain/erp.js';
import type { Position } from './domain/form-memory.js';

export interface KnownDocuments {
  get(tenant: string, form: string, documentId: string): KnownDocument | null;
  /** All of one form, in no order; may be changed while it is walked. */
  of(tenant: string, form: string): Iterable<KnownDocument>;
}

/**
 * Publishes events, then what is known of their documents: resolves when both are stored. What is given is published,
 * known or not. An event that can never be published is parked by itself.
 *
 * `remember` is `rememberState` unless said otherwise; use `rememberFact` for what time or a limit made.
 */
export type Publish = (events: readonly Document[], remember?: Remember) => Promise<void>;

/** One tenant's part of an account. */
export interface TenantScope {
  readonly tenant: string;
  readonly forms: readonly string[];
  /** Numbers of its organisations; empty where the system knows none, and then everything is this tenant's. */
  readonly organisations: readonly string[];
}

/** One login to one system, with all tenants that share it, as those see it who do something over it. */
export interface AccountScope {
  readonly source: Source;
  /** What documents name as their source: `kingdee`, or the name in the tenant file. */
  readonly name: string;
  readonly tenants: readonly TenantScope[];
  readonly known: KnownDocuments;
  readonly publish: Publish;
  /** Reads a form at once. */
  readonly wake: (form: string) => void;
  /**
   * Has documents read one by one with the next turn, together with their open steps. What is new is published; what
   * is gone is published as DELETED. This is how reconcile mends what it finds.
   */
  readonly lookAgain: (form: string, documentIds: readonly string[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export type { KnownDocument, Remember };

export interface Directory {
  read(): Promise<DingTalkDirectory>;
}

export interface Events {
  /** Resolves when all of it is stored. */
  publish(outbound: readonly Outbound[]): Promise<void>;
  park(parked: Parked): Promise<void>;
}

export interface Watermarks {
  get(tenant: string, form: string): Watermark | null;
}

export interface KnownPeople {
  /** As last published, by DingTalk user id. */
  of(tenant: string): ReadonlyMap<string, Person>;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The part of a clock that reading and publishing need. */
export type Now = Pick<Clock, 'now'>;

/** One page of changed bills, in order of change and then of id. */
export interface Page {
  readonly documents: readonly ErpDocument[];
  readonly malformed: readonly MalformedBill[];
  /** Where the next page begins; null when this was the last one. */
  readonly next: Position | null;
}

export interface ReadFrom {
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly documentId: string | null;
}

export interface Erp {
  /** Bills changed at or after `from.modifiedAt`; with an id, behind that bill. */
  changedSince(form: string, from: ReadFrom): Promise<Page>;
  /** Null when there is no such bill in the organisations of the tenant. */
  read(form: string, documentId: string): Promise<ErpDocument | MalformedBill | null>;
  /** Open tasks of all forms in one question. */
  openTasks(forms: readonly string[]): Promise<readonly ErpTask[]>;
  users(): Promise<readonly ErpUser[]>;
}
