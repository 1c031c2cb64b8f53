// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

/** Something changed in a system, somebody says: read it early. Never trusted as data. */
export interface Hint {
  /** Login over which it is read; the process that has its partition reads it. */
  readonly account: string;
  /** Form that changed; null for all. */
  readonly form: string | null;
  /** When the hint arrived. UTC milliseconds. */
  readonly at: number;
}
