import type { Comparison, Operand } from '../polling/record-store.js';

/** A column as the database describes it. */
export interface Column {
  readonly name: string;
  /** Its type in the database's own words, e.g. `timestamp with time zone`. */
  readonly type: string;
}

/** A statement whose values travel beside it, never in it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** A row by column; every value as the text in which the database keeps it exactly. */
export type Row = Readonly<Record<string, string | null>>;

export interface TimeReading {
  readonly timeZone: string;
  readonly numericTimes: 'milliseconds' | 'seconds';
}

/** Asks within one read-only transaction, which sees one moment of the database. */
export type Ask = (statement: Statement) => Promise<readonly Row[]>;

export interface Database {
  read<Result>(questions: (ask: Ask) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly source: string;
  /** Address with user and password. */
  readonly connection: string;
  readonly tls: boolean;
  readonly statementTimeoutMs: number;
  readonly connectionsMax: number;
}

/** What differs between databases. A further one is a further file that gives such an object. */
export interface Dialect {
  connect(options: DatabaseOptions): Database;
  /** A checked name, ready for a statement; dots part schema and table. @throws HubError SOURCE_MAPPING */
  quoted(name: string): string;
  placeholder(number: number): string;
  /** Statement that gives `name` and `type` of every column of a table or view. */
  columns(table: string): Statement;
  /** Expression that gives a column's value; long texts are cut. */
  value(column: Column): string;
  /** Expression that a column is ordered by. */
  order(column: Column): string;
  /**
   * A comparison of a column with a value.
   *
   * @returns null when no value of the column's type is written like this, so that nothing is equal to it
   * @throws HubError SOURCE_MAPPING when such a column cannot be compared so
   */
  compare(
    column: Column,
    comparison: { readonly is: Comparison; readonly value: Operand },
    reading: TimeReading & { readonly placeholder: string },
  ): { readonly text: string; readonly value: string } | null;
  limited(select: string, limit: number): string;
}
