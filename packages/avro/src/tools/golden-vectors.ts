import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newestSchema } from '@hub/schemas';
import { lockedIds } from '../schema-ids.js';
import { SchemaCodec, Scratch } from '../schema-codec.js';
import { checkedType } from './check-contract.js';
import { exampleValue } from './example-value.js';

/** The exact bytes of one example, framed, and the example as it was when the version was new. */
interface Vector {
  readonly base64: string;
  readonly example: unknown;
}

/** Vectors by the name of their example. */
export type Vectors = Readonly<Record<string, Vector>>;

const bytesMax = 1024 * 1024;

/** A codec of any schema by name, parked ones and those without a topic included. */
export function codecOfSchema(name: string): SchemaCodec {
  const newest = newestSchema(name);
  if (!newest) throw new Error(`${name}: not locked; run \`npm run generate\` and build`);
  return new SchemaCodec(newest, lockedIds(), { bytesMax, itemsMax: 1000 }, new Scratch(bytesMax));
}

/** The value that an example of a schema stands for. */
export function valueOfExample(name: string, example: unknown): unknown {
  const newest = newestSchema(name);
  if (!newest) throw new Error(`${name}: not locked; run \`npm run generate\` and build`);
  return exampleValue(checkedType(newest.json), example);
}

/** Encodes each example of a schema with its newest version. */
export function vectorsOf(root: string, name: string): Vectors {
  const codec = codecOfSchema(name);
  const examples = readExamples(root, name);
  return Object.fromEntries(
    Object.entries(examples).map(([title, example]) => {
      const bytes = codec.encode(valueOfExample(name, example));
      return [title, { base64: bytes.toString('base64'), example }];
    }),
  );
}

/** The examples of a schema by what they show. */
export function readExamples(root: string, name: string): Readonly<Record<string, unknown>> {
  const path = join(root, 'examples', `${name}.json`);
  if (!existsSync(path)) throw new Error(`${path} is missing: every schema has an example`);
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

/** Where the vectors of the newest version of a schema are kept, relative to the schemas folder. */
export function vectorPath(name: string): string {
  return `vectors/${name}/v${String(newestSchema(name)?.version ?? 0)}.json`;
}

/** Names of all schemas of a folder. */
export function schemaNames(root: string): string[] {
  return readdirSync(join(root, 'avro'))
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => file.slice(0, -'.avsc'.length))
    .sort();
}
