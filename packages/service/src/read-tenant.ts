import { readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { HubError, readYaml } from '@hub/core';
import { peopleSchema, tenantSchema } from './tenant-schema.js';
import type { SourceKinds } from './sources-schema.js';
import type { KingdeeSetting, Tenant } from './tenant.js';

export interface TenantPlaces {
  /** The folder of this tenant. */
  readonly folder: string;
  readonly secretsDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Kinds of systems that `sources:` may name; without them that list stays unread. */
  readonly sourceKinds?: SourceKinds | undefined;
}

/** Largest secret that is read, in bytes; more is some other file. */
const secretBytesMax = 8_192;
const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/**
 * Reads one tenant from its folder.
 *
 * @throws HubError TENANT_INVALID that names file, line, field, fault and remedy of everything that is wrong
 */
export function readTenant(
  id: string,
  { folder, secretsDir, env, sourceKinds = null }: TenantPlaces,
): Tenant {
  if (!idPattern.test(id)) {
    throw new HubError(
      'TENANT_INVALID',
      `${folder}: the folder's name is the tenant's id; use a-z, 0-9 and -, at most 40`,
    );
  }
  const readSecret = (name: string): string => readSecretFile(secretsDir, name);
  const main = join(folder, 'tenant.yaml');
  const read = readYaml(
    tenantSchema({ env, readSecret }, sourceKinds),
    textOf(main) ?? fail(`${main}: is missing; see config/tenant.schema.json for its fields`),
    main,
    'TENANT_INVALID',
  );

  const peopleFile = join(folder, 'people.yaml');
  const peopleText = textOf(peopleFile);
  const people =
    peopleText === null
      ? []
      : readYaml(peopleSchema(), peopleText, peopleFile, 'TENANT_INVALID').people;

  const { kingdee, ...rest } = read;
  return {
    ...rest,
    id,
    folder,
    people,
    ...(kingdee === undefined ? {} : { kingdee: of(kingdee) }),
  };
}

function of({
  orgNumber,
  ...kingdee
}: Omit<KingdeeSetting, 'orgNumber'> & {
  readonly orgNumber?: string | undefined;
}): KingdeeSetting {
  return { ...kingdee, ...(orgNumber === undefined ? {} : { orgNumber }) };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    return fail(`${path}: cannot be read (${codeOf(error)}); let the service's user read it`);
  }
}

function readSecretFile(secretsDir: string, name: string): string {
  const root = resolve(secretsDir);
  const path = resolve(root, name);
  if (!path.startsWith(root + sep)) {
    throw new Error(`the file ${name} is not below the secrets folder; name one that is`);
  }
  try {
    if (statSync(path).size > secretBytesMax) {
      throw new Error(`the secret file ${path} is larger than 8 KB; it must hold the secret alone`);
    }
    const secret = readFileSync(path, 'utf8').trim();
    if (secret === '') throw new Error(`the secret file ${path} is empty; put the secret into it`);
    return secret;
  } catch (error) {
    if (codeOf(error) === 'unknown') throw error;
    throw new Error(`the secret file ${path} cannot be read (${codeOf(error)}); create it`, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function fail(message: string): never {
  throw new HubError('TENANT_INVALID', message);
}
