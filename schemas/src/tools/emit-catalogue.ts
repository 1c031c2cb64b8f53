import { shortName } from './contract.js';
import type { SchemaFile } from './contract.js';
import type { LockEntry } from './id-lock.js';

/** topics.json as written by people. */
export interface TopicFile {
  readonly topics: readonly {
    readonly name: string;
    readonly schema: string;
    readonly key: readonly string[];
    readonly partitions: number;
    readonly retentionDays: number | null;
    readonly compacted: boolean;
    readonly parked: boolean;
    readonly says: string;
  }[];
  readonly parked: {
    readonly suffix: string;
    readonly retentionDays: number;
    readonly partitions: number;
  };
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * TypeScript text of the topic catalogue: the names, the value of each topic, and the table.
 *
 * @throws Error when a topic names a schema or a key field that does not exist.
 */
export function emitTopics(
  file: TopicFile,
  schemas: readonly SchemaFile[],
  homeOf: (fullName: string) => string,
): string {
  const imports: string[] = [];
  const values: string[] = [];
  const rows: string[] = [];
  for (const { retentionDays, ...topic } of file.topics) {
    const record = recordOf(topic.schema, topic.name, schemas);
    refuseBadKey(
      topic.name,
      topic.key,
      schemas.find(({ name }) => name === topic.schema),
    );
    imports.push(`import type { ${shortName(record)} } from './${homeOf(record)}.js';`);
    values.push(`  readonly '${topic.name}': ${shortName(record)};`);
    const retentionMs = retentionDays === null ? null : retentionDays * dayMs;
    rows.push(`  '${topic.name}': ${JSON.stringify({ ...topic, retentionMs })},`);
  }
  const { suffix, retentionDays, partitions } = file.parked;
  return [
    "import type { Topic } from '../topic.js';",
    ...imports.sort(),
    '',
    '/** The value of each topic. */',
    `export interface TopicValues {\n${values.join('\n')}\n}`,
    '',
    'export type TopicName = keyof TopicValues;',
    '',
    `export const topicTable: Readonly<Record<TopicName, Topic>> = {\n${rows.join('\n')}\n};`,
    '',
    '/** What all parked topics have in common. */',
    `export const parkedTable = ${JSON.stringify({ suffix, partitions, retentionMs: retentionDays * dayMs })} as const;`,
  ].join('\n');
}

/** TypeScript text that holds every locked schema, so that nothing is read from disk at run time. */
export function emitSchemaSources(
  lock: readonly LockEntry[],
  sourceOf: (entry: LockEntry) => unknown,
): string {
  const rows = lock.map((entry) => {
    const { id, schema, version, fingerprint } = entry;
    const fields = JSON.stringify({ id, name: schema, version, fingerprint }).slice(1, -1);
    return `  { ${fields}, json: ${JSON.stringify(JSON.stringify(sourceOf(entry)))} },`;
  });
  return [
    "import type { SchemaSource } from '../schema-source.js';",
    '',
    `export const schemaTable: readonly SchemaSource[] = [\n${rows.join('\n')}\n];`,
  ].join('\n');
}

function recordOf(schema: string, topic: string, schemas: readonly SchemaFile[]): string {
  const file = schemas.find(({ name }) => name === schema);
  if (!file)
    throw new Error(
      `topics.json: ${topic} names schema ${schema}, but avro/${schema}.avsc does not exist`,
    );
  return file.model.record;
}

function refuseBadKey(topic: string, key: readonly string[], file: SchemaFile | undefined): void {
  const record = file?.model.types.find(({ fullName }) => fullName === file.model.record);
  const fields = record?.kind === 'record' ? record.fields : [];
  for (const part of key) {
    const type = fields.find(({ name }) => name === part)?.type;
    if (type?.kind !== 'primitive' || type.name !== 'string') {
      throw new Error(
        `topics.json: key part ${part} of ${topic} is not a string field of its schema`,
      );
    }
  }
}
