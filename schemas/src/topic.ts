/** One row of the topic catalogue. */
export interface Topic {
  readonly name: string;
  /** Name of the Avro schema of the values. */
  readonly schema: string;
  /** Fields of the value that make the record key, in order. */
  readonly key: readonly string[];
  readonly partitions: number;
  /** Milliseconds until records are deleted; null when never. */
  readonly retentionMs: number | null;
  /** True when only the newest record of a key is kept; with a retention both rules apply. */
  readonly compacted: boolean;
  /** True when it has a parked topic beside it. */
  readonly parked: boolean;
  /** What a record means. */
  readonly says: string;
}
