// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

/** How far ingest has read one form of one tenant. */
export interface Watermark {
  /** Subsidiary. */
  readonly tenant: string;
  /** Form id of the ERP. */
  readonly form: string;
  /** Modification time of the last document read. UTC milliseconds. */
  readonly modifiedAt: number;
  /** Id of the last document read; with modifiedAt the position. */
  readonly documentId: string;
  /** When the poll that moved it began. UTC milliseconds. */
  readonly readAt: number;
}
