import { fingerprintOf } from './fingerprint.js';
import type { SchemaFile } from './contract.js';

/** One line of ids.lock.json: this id means this version of this schema, for ever. */
export interface LockEntry {
  readonly id: number;
  readonly schema: string;
  readonly version: number;
  readonly fingerprint: string;
}

/**
 * Gives an id to each schema that has none yet. Entries are only ever appended.
 *
 * A schema whose fingerprint is that of its newest version keeps its id; otherwise it becomes the next version.
 */
export function appendToLock(
  lock: readonly LockEntry[],
  schemas: readonly SchemaFile[],
): LockEntry[] {
  const grown = [...lock];
  for (const { name, json } of schemas) {
    const newest = grown.findLast(({ schema }) => schema === name);
    const fingerprint = fingerprintOf(json);
    if (newest?.fingerprint === fingerprint) continue;
    grown.push({
      id: Math.max(0, ...grown.map(({ id }) => id)) + 1,
      schema: name,
      version: (newest?.version ?? 0) + 1,
      fingerprint,
    });
  }
  return grown;
}

/**
 * Refuses a lock whose entries no longer mean what they meant.
 *
 * @param textOf the kept file of a version, undefined when it is missing
 * @throws Error naming the entry and the remedy
 */
export function verifyLock(
  lock: readonly LockEntry[],
  historyOf: (entry: LockEntry) => unknown,
): void {
  let lastId = 0;
  const versions = new Map<string, number>();
  for (const entry of lock) {
    const label = `ids.lock.json: id ${String(entry.id)} (${entry.schema} v${String(entry.version)})`;
    if (entry.id <= lastId) throw new Error(`${label} is out of order; ids only ever grow`);
    lastId = entry.id;
    const expected = (versions.get(entry.schema) ?? 0) + 1;
    if (entry.version !== expected)
      throw new Error(`${label} should be version ${String(expected)}`);
    versions.set(entry.schema, expected);

    const path = historyPath(entry);
    const kept = historyOf(entry);
    if (kept === undefined)
      throw new Error(`${label} has no ${path}; bring it back from version control`);
    if (fingerprintOf(kept) !== entry.fingerprint) {
      throw new Error(
        `${label} does not match ${path}; a locked version never changes, bring both back from version control`,
      );
    }
  }
}

/** Where a version is kept, relative to the schemas folder. */
export function historyPath({ schema, version }: LockEntry): string {
  return `history/${schema}/v${String(version)}.avsc`;
}
