import { schemaTable } from './generated/schema-sources.js';
import type { SchemaSource } from './schema-source.js';

/** Every version of every schema, by ascending id. */
export const schemaSources: readonly SchemaSource[] = schemaTable;

/** The version that writers use: the newest of a schema; undefined when there is no such schema. */
export function newestSchema(name: string): SchemaSource | undefined {
  return schemaSources.findLast((source) => source.name === name);
}
