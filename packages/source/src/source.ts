import type { Clock } from '@hub/core';
import type { z } from 'zod';
import type { Check } from './check.js';
import type { ConfigFields } from './config-fields.js';
import type {
  ControlTotal,
  Level,
  MalformedDocument,
  SourceDocument,
  SourceTask,
  SourceUser,
} from './document.js';

/** A place in the order of change: time, then id. */
export interface Position {
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly documentId: string;
}

export interface Page {
  /** In order of change, then of id. */
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  /** Where the next page begins; null when this was the last one. */
  readonly next: Position | null;
  /** Rows that the system was made to read, for the figures of the poller. */
  readonly rows: number;
  /** Calls that it took, for the pace of the poller; 1 when absent. */
  readonly calls?: number;
}

export interface ChangedSince {
  readonly form: string;
  /** Numbers of organisations; empty for a system that knows none. */
  readonly organisations: readonly string[];
  /** Inclusive, UTC milliseconds. */
  readonly modifiedFrom: number;
  /** Documents changed at `modifiedFrom` exactly are wanted only behind this id. */
  readonly afterId: string | null;
  /** Inclusive end; null for no end. */
  readonly until: Position | null;
  /** What was committed late is wanted as well; only of a source that has a `lookBackMax`. */
  readonly lookBack?: LookBack;
}

/** What was read before a place: whatever else is there was committed late, with a time that had been read past. */
export interface LookBack {
  /** Documents changed at this time or later are looked for, UTC milliseconds; before the place. */
  readonly from: number;
  /** All documents that were read from there on, with the times they had, in order. */
  readonly known: readonly Position[];
}

export interface OpenSince {
  readonly form: string;
  readonly organisations: readonly string[];
  /** Documents behind this id; null to begin. */
  readonly afterId: string | null;
  /** Documents changed before are left out, UTC milliseconds. */
  readonly modifiedFrom: number;
}

/** A stretch in the order of change, both ends included unless an id says otherwise. */
export interface Stretch {
  readonly form: string;
  readonly organisations: readonly string[];
  readonly modifiedFrom: number;
  /** Documents changed at `modifiedFrom` exactly count only behind this id; all of them when absent. */
  readonly afterId?: string | null;
  /** How many documents that leaves out: a source that counts by time alone adds them to the count. */
  readonly leftOut?: number;
  readonly until: Position;
}

export interface DueWithin {
  readonly form: string;
  readonly organisations: readonly string[];
  /** Inclusive, UTC milliseconds of midnights at the system. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly afterId: string | null;
}

/**
 * One system that documents come from, as ingest sees it. It reads; what is new is ingest's to decide.
 *
 * Every method may throw a HubError: retryable when it may pass, with a remedy when somebody has to mend something.
 * What a system cannot do is absent, and the hub does without.
 */
export interface Source {
  /** What may be asked for. */
  readonly forms: readonly string[];
  /**
   * How many known documents one question may hold. Such a source brings what was committed late together with what
   * lies behind the place. Where many are known, one that moved only a little may come with a later question.
   */
  readonly lookBackMax?: number;
  changedSince(question: ChangedSince): Promise<Page>;
  /** The document as it is now; null when there is none, or none of these organisations. */
  read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null>;
  /** Several documents as they are now, in any order; what is gone is left out. Cheaper than one by one. */
  readMany?(
    form: string,
    documentIds: readonly string[],
    organisations: readonly string[],
  ): Promise<Omit<Page, 'next'>>;
  /** Whether more than `count` documents lie in a stretch: one cheap question that finds late commits. */
  hasMoreThan?(stretch: Stretch, count: number): Promise<boolean>;
  /** Pages of the documents that are not finished, in order of id: what reconcile compares. */
  open?(question: OpenSince): Promise<Page>;
  /** Unsettled documents by due date, in order of id. */
  due?(question: DueWithin): Promise<Page>;
  /** Open tasks of all forms in one question. */
  openTasks?(forms: readonly string[]): Promise<readonly SourceTask[]>;
  users?(): Promise<readonly SourceUser[]>;
  /** Everything of a kind that has a level: `stock` or `budget`. */
  levels?(kind: string, organisations: readonly string[]): Promise<readonly Level[]>;
  /** What the system itself says that the approved documents of a form sum up to, finished ones too, over all time. */
  totals?(
    forms: readonly string[],
    organisations: readonly string[],
  ): Promise<readonly ControlTotal[]>;
  /** What `hub doctor` asks, in order; a check that fails says how to mend it. */
  checks?(): readonly Check[];
  close(): Promise<void>;
}

/** A source that is told instead of asked. */
export interface Receiver {
  /**
   * Reads what arrived. Nothing is acknowledged before it is published.
   *
   * @throws HubError SOURCE_REFUSED with what is wrong; the sender gets it as an answer
   */
  receive(request: ReceivedRequest): Promise<Received>;
  close(): Promise<void>;
}

export interface ReceivedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Received {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
}

export interface SourceContext {
  readonly tenant: string;
  /** What the tenant file calls this source. */
  readonly name: string;
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Folder of the tenant: mappings and forms lie in it. */
  readonly folder: string;
  readonly clock: Clock;
}

/**
 * A kind of system. Adding one is adding a file that exports such an object, and one line where the built-in ones are
 * listed; a deployment adds its own by HUB_SOURCE_MODULES.
 */
export interface SourceKind<C = unknown> {
  /** The word in `kind:` of the tenant file. */
  readonly kind: string;
  /** What else stands under the source in the tenant file; strict, and every field says what it should hold. */
  readonly config: (fields: ConfigFields) => z.ZodType<C>;
  readonly open?: (config: C, context: SourceContext) => Source;
  readonly receive?: (config: C, context: SourceContext) => Receiver;
}

/** Keeps the type of the configuration between `config` and `open`. */
export function defineSource<C>(kind: SourceKind<C>): SourceKind {
  return kind as unknown as SourceKind;
}
