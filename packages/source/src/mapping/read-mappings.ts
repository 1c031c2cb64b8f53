import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, readYaml } from '@hub/core';
import { z } from 'zod';
import { mappingSchema, type Mapping } from './mapping.js';

/** Mappings of one source; more are a sign of a mistake. */
const mappingsMax = 100;
const fileName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/** The field `mappings` of every generic source. */
export const mappingNames: z.ZodType<string[]> = z
  .array(
    z.string().regex(fileName, {
      error: 'is no name of a mapping; write the name of a file in mappings/ without .yaml',
    }),
  )
  .min(1, { error: 'is empty; name at least one file in mappings/' })
  .max(mappingsMax)
  .describe('names of files in the folder mappings of the tenant, without .yaml');

/**
 * Reads the mappings of a source by their names, by form.
 *
 * @throws HubError SOURCE_MAPPING that names file, line, field and remedy of everything that is wrong
 */
export function readMappings(
  folder: string,
  names: readonly string[],
): ReadonlyMap<string, Mapping> {
  const mappings = new Map<string, Mapping>();
  for (const name of names) {
    const path = join(folder, 'mappings', `${name}.yaml`);
    const mapping = readYaml(mappingSchema, textOf(path), path, 'SOURCE_MAPPING');
    if (mappings.has(mapping.form)) {
      throw wrongMapping(path, `form ${mapping.form} is mapped twice; every form has one mapping`);
    }
    mappings.set(mapping.form, mapping);
  }
  return mappings;
}

export function wrongMapping(where: string, what: string): HubError {
  return new HubError('SOURCE_MAPPING', `${where}: ${what}`);
}

/** The mapping of a form that somebody asks for. @throws HubError SOURCE_MAPPING */
export function mappingOf(mappings: ReadonlyMap<string, Mapping>, form: string): Mapping {
  const mapping = mappings.get(form);
  if (mapping !== undefined) return mapping;
  throw wrongMapping(`form ${form}`, `no mapping of this source has it; add one in mappings/`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const remedy =
      code === 'ENOENT' ? 'is missing; write it, see docs/sources.md' : `cannot be read (${code})`;
    throw wrongMapping(path, remedy);
  }
}
