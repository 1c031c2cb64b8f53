import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSchema } from './schema-model.js';
import type { NamedType, SchemaModel } from './schema-model.js';

/** One .avsc file. Its name without the ending is the name of the schema. */
export interface SchemaFile {
  readonly name: string;
  readonly text: string;
  readonly json: unknown;
  readonly model: SchemaModel;
}

/** Reads every schema of a folder, in the order of names. */
export function readSchemas(folder: string): SchemaFile[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => file.slice(0, -'.avsc'.length))
    .sort();
  if (names.length === 0) throw new Error(`${folder}: no .avsc file there`);
  return names.map((name) => readSchemaFile(join(folder, `${name}.avsc`), name));
}

function readSchemaFile(path: string, name: string): SchemaFile {
  const text = readFileSync(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: not JSON (${String(cause)})`, { cause });
  }
  return { name, text, json, model: readSchema(json, name) };
}

/** A named type, and the schemas in which it is defined. */
export interface SharedType {
  readonly type: NamedType;
  readonly definedIn: readonly string[];
}

/**
 * Collects the named types of all schemas by full name.
 *
 * @throws Error when two files define one name differently, or two full names would share one TypeScript name.
 */
export function collectTypes(schemas: readonly SchemaFile[]): Map<string, SharedType> {
  const types = new Map<string, SharedType>();
  for (const schema of schemas) {
    for (const type of schema.model.types) {
      const known = types.get(type.fullName);
      if (known && JSON.stringify(known.type) !== JSON.stringify(type)) {
        throw new Error(
          `${type.fullName} differs between ${known.definedIn.join(', ')} and ${schema.name}; make them equal, words included`,
        );
      }
      types.set(type.fullName, { type, definedIn: [...(known?.definedIn ?? []), schema.name] });
    }
  }
  refuseNameClashes([...types.keys()]);
  return types;
}

function refuseNameClashes(fullNames: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const fullName of fullNames) {
    const other = taken.get(shortName(fullName));
    if (other !== undefined) {
      throw new Error(
        `${other} and ${fullName} would share one TypeScript name; rename one or make them one type`,
      );
    }
    taken.set(shortName(fullName), fullName);
  }
}

/** The name without its namespace; it is also the name of the TypeScript type. */
export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}
