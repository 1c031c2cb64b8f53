import { newestSchema, schemaSources } from '@hub/schemas';

/** A schema under the id that stands in front of every value encoded with it. */
export interface IdentifiedSchema {
  readonly id: number;
  /** Name of the schema, e.g. kingdee.document.v1. */
  readonly name: string;
  /** The Avro schema as JSON text. */
  readonly json: string;
}

/**
 * Knows which schema an id means. Answers at once: an implementation on a registry loads before it is handed over.
 */
export interface SchemaIds {
  /** The version that this build writes and reads into; undefined when the name is unknown. */
  newest(name: string): IdentifiedSchema | undefined;
  /** The version that a writer used; undefined when nobody gave out this id. */
  byId(id: number): IdentifiedSchema | undefined;
}

/** The ids of schemas/ids.lock.json: no server is asked. */
export function lockedIds(): SchemaIds {
  const byId = new Map(schemaSources.map((source) => [source.id, source]));
  return { newest: newestSchema, byId: (id) => byId.get(id) };
}
