// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

/** A message set aside with its reason, to be replayed. */
export interface Parked {
  /** Topic it came from. */
  readonly topic: string;
  /** Partition. */
  readonly partition: number;
  /** Offset, as decimal text. */
  readonly offset: string;
  /** Key as it was. */
  readonly key: Buffer | null;
  /** Bytes as they were. */
  readonly value: Buffer | null;
  /** Consumer group that parked it. */
  readonly group: string;
  /** Code of the fault, e.g. AVRO_UNKNOWN_SCHEMA. */
  readonly code: string;
  /** What was wrong, in a sentence. */
  readonly reason: string;
  /** How often it was tried. */
  readonly tries: number;
  /** Trace it belongs to. */
  readonly traceparent: string | null;
  /** When. UTC milliseconds. */
  readonly parkedAt: number;
}
