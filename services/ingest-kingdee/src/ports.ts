import type { Clock, Outbound } from '@hub/core';
import type { Document, Parked, Person, Watermark } from '@hub/schemas';
import type { Source } from '@hub/source';
import type { DingTalkDirectory } from './domain/directory.js';
import type { KnownDocument, Remember } from './domain/known-document.js';

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
type Publish = (events: readonly Document[], remember?: Remember) => Promise<void>;

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

export type { KnownDocument };

/** Which accounts are this process's, among the processes that share them. */
export interface Assigned {
  ours(account: string): boolean;
  /** Ours without a break: nobody else can have read it in between. */
  kept(account: string): boolean;
}

/** How several processes share the accounts. */
export interface Share {
  /** Resolves when accounts were given out for the first time. */
  start(listener: {
    readonly assigned: (assigned: Assigned) => void;
    /** The processes are changing: until they have agreed, nothing may be published. */
    readonly suspended: () => void;
    readonly hinted: (account: string, form: string | null) => void;
  }): Promise<void>;
  /** Whether this process may publish for an account now. */
  holds(account: string): boolean;
  /** Tells whoever has the account that a form should be read early. */
  hint(account: string, form: string | null): Promise<void>;
  close(): Promise<void>;
}

export interface Directory {
  read(): Promise<DingTalkDirectory>;
}

export interface Events {
  /** Resolves when all of it is stored. */
  publish(outbound: readonly Outbound[]): Promise<void>;
  park(parked: Parked): Promise<void>;
  /** A compacted topic forgets the records with the keys of these values. */
  forget(topic: string, values: readonly object[]): Promise<void>;
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
