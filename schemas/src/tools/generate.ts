import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { collectTypes, readSchemas } from './contract.js';
import type { SchemaFile } from './contract.js';
import { emitSchemaSources, emitTopics } from './emit-catalogue.js';
import type { TopicFile } from './emit-catalogue.js';
import { emitTypes } from './emit-types.js';
import { appendToLock, historyPath, verifyLock } from './id-lock.js';
import type { LockEntry } from './id-lock.js';

const header =
  '// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.\n\n';
const generated = 'src/generated';

/** What differs between the folder and what should be in it; paths are relative to the folder. */
export interface Difference {
  readonly path: string;
  readonly kind: 'missing' | 'stale' | 'left over';
}

/**
 * Computes every generated file of the schemas folder.
 *
 * @returns text by path, relative to `root`
 * @throws Error when a schema, the catalogue or the lock is wrong
 */
export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const schemas = readSchemas(join(root, 'avro'));
  const types = collectTypes(schemas);
  const homeOf = (fullName: string): string => {
    const [only = 'shared', ...others] = types.get(fullName)?.definedIn ?? [];
    return others.length > 0 ? 'shared' : only;
  };

  const before = readLock(root);
  verifyLock(before, (entry) => readJson(join(root, historyPath(entry))));
  const lock = appendToLock(before, schemas);
  const history = new Map(
    schemas.map((schema) => [historyPath(newestOf(schema, lock)), schema.text] as const),
  );

  const files = new Map<string, string>(history);
  files.set(
    'ids.lock.json',
    await format(JSON.stringify(lock), { parser: 'json', printWidth: 100 }),
  );
  for (const [name, text] of emitTypes(schemas, types)) {
    files.set(`${generated}/${name}`, await formatted(text));
  }
  const topics = readJson(join(root, 'topics.json')) as TopicFile;
  files.set(`${generated}/topics.ts`, await formatted(emitTopics(topics, schemas, homeOf)));
  const sourceOf = (entry: LockEntry): unknown => {
    const newest = history.get(historyPath(entry));
    return newest === undefined ? readJson(join(root, historyPath(entry))) : JSON.parse(newest);
  };
  files.set(`${generated}/schema-sources.ts`, await formatted(emitSchemaSources(lock, sourceOf)));
  return files;
}

/** Compares the folder with what should be in it. */
export function differences(root: string, files: ReadonlyMap<string, string>): Difference[] {
  const wrong: Difference[] = [];
  for (const [path, text] of files) {
    const full = join(root, path);
    if (!existsSync(full)) wrong.push({ path, kind: 'missing' });
    else if (readFileSync(full, 'utf8') !== text) wrong.push({ path, kind: 'stale' });
  }
  const present = existsSync(join(root, generated)) ? readdirSync(join(root, generated)) : [];
  for (const name of present) {
    const path = `${generated}/${name}`;
    if (!files.has(path)) wrong.push({ path, kind: 'left over' });
  }
  return wrong;
}

/** Makes the folder what it should be. */
export function repair(
  root: string,
  files: ReadonlyMap<string, string>,
  wrong: readonly Difference[],
): void {
  for (const { path } of wrong) {
    const full = join(root, path);
    const text = files.get(path);
    if (text === undefined) {
      rmSync(full);
      continue;
    }
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

function newestOf(schema: SchemaFile, lock: readonly LockEntry[]): LockEntry {
  const entry = lock.findLast((candidate) => candidate.schema === schema.name);
  if (!entry) throw new Error(`${schema.name} got no id`);
  return entry;
}

function readLock(root: string): LockEntry[] {
  return (readJson(join(root, 'ids.lock.json')) ?? []) as LockEntry[];
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: not JSON (${String(cause)})`, { cause });
  }
}

async function formatted(text: string): Promise<string> {
  return format(header + text, { parser: 'typescript', singleQuote: true, printWidth: 100 });
}
