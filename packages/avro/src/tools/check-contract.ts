import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@hub/core';
import type { Type } from 'avsc';
import { avroType } from '../avro-type.js';
import { incompatibilities } from './compare-types.js';
import { lintSchema } from './lint-schema.js';
import { TimestampType } from './timestamp-type.js';

/** One version of a schema: kept ones are v1, v2 …; the one people edit is called `now`. */
interface Version {
  readonly label: string;
  readonly type: Type;
}

/**
 * Checks a schemas folder: the house rules on every avro/*.avsc, and that each version of a schema can read every
 * other one, in both directions. Then services may be upgraded and rolled back in any order.
 *
 * @returns what is wrong, one line each: schema, direction, place, reason
 */
export function checkContract(root: string): string[] {
  return readdirSync(join(root, 'avro'))
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .flatMap((file) => checkSchema(root, file.slice(0, -'.avsc'.length)));
}

function checkSchema(root: string, name: string): string[] {
  try {
    const path = join(root, 'avro', `${name}.avsc`);
    const json = readFileSync(path, 'utf8');
    const broken = lintSchema(JSON.parse(json)).map((rule) => `${name}: ${rule}`);
    const versions = [...keptVersions(root, name), { label: 'now', type: checkedType(json) }];
    return [...broken, ...compareAll(name, versions)];
  } catch (error) {
    return [`${name}: ${messageOf(error)}`];
  }
}

function compareAll(name: string, versions: readonly Version[]): string[] {
  return versions.flatMap((newer, index) =>
    versions
      .slice(0, index)
      .flatMap((older) => [
        ...incompatibilities(newer.type, older.type).map(
          (reason) => `${name}: ${newer.label} cannot read ${older.label} (backward): ${reason}`,
        ),
        ...incompatibilities(older.type, newer.type).map(
          (reason) => `${name}: ${older.label} cannot read ${newer.label} (forward): ${reason}`,
        ),
      ]),
  );
}

function keptVersions(root: string, name: string): Version[] {
  const folder = join(root, 'history', name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => /^v(\d+)[.]avsc$/.exec(file)?.[1])
    .filter((version) => version !== undefined)
    .sort((a, b) => Number(a) - Number(b))
    .map((version) => ({
      label: `v${version}`,
      type: checkedType(readFileSync(join(folder, `v${version}.avsc`), 'utf8')),
    }));
}

/** A type that also minds whether a long is a time. */
export function checkedType(json: string): Type {
  return avroType(json, { 'timestamp-millis': TimestampType });
}
