import type { Clock, Outbound } from '@hub/core';
import type { Parked, Person, Watermark } from '@hub/schemas';
import type { DingTalkDirectory, ErpUser } from './domain/directory.js';
import type { ErpDocument, ErpTask, MalformedBill } from './domain/erp.js';
import type { Position } from './domain/form-memory.js';

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
