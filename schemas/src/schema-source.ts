/** One version of one schema under its locked id. */
export interface SchemaSource {
  /** The id in front of every encoded value. */
  readonly id: number;
  /** Name of the schema, e.g. kingdee.document.v1. */
  readonly name: string;
  /** Counts the versions of this schema from 1. */
  readonly version: number;
  /** SHA-256 of the schema without its words. */
  readonly fingerprint: string;
  /** The Avro schema as JSON text. */
  readonly json: string;
}
