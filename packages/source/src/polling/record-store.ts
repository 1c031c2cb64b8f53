import type { Mapping } from '../mapping/mapping.js';
import type { SourceRecord } from '../mapping/read-value.js';

export type Comparison = 'ge' | 'gt' | 'lt' | 'le' | 'eq' | 'ne';

/** What a field is compared with: a moment in UTC milliseconds, or an id, number or status as text. */
export type Operand = { readonly time: number } | { readonly text: string };

/** A question in no system's language; every kind of store says it in its own. `ne` holds for an empty field. */
export type Condition =
  | { readonly field: string; readonly is: Comparison; readonly value: Operand }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export interface RecordQuestion {
  readonly mapping: Mapping;
  /** All must hold. */
  readonly where: readonly Condition[];
  /** By time of change and then id, or by id alone. */
  readonly order: 'change' | 'id';
  /** At most so many; fewer only when there are no more. */
  readonly limit: number;
}

/** A system that can be asked for records: what differs between OData and a database. */
export interface RecordStore {
  /**
   * Whether the fields of the mapping are there.
   *
   * @throws HubError SOURCE_UNKNOWN_FIELD naming those that are not
   */
  prepare(mapping: Mapping): Promise<void>;
  records(question: RecordQuestion): Promise<readonly SourceRecord[]>;
  count(mapping: Mapping, where: readonly Condition[]): Promise<number>;
  close(): Promise<void>;
}
