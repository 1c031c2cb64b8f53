import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { HubError, messageOf } from '@hub/core';
import { cosmicSource, k3cloudSource, wiseSource } from '@hub/kingdee';
import {
  cloudEventsSource,
  odataSource,
  restSource,
  sqlSource,
  type SourceKind,
} from '@hub/source';

/** The kinds of systems that documents may come from. Adding one is adding a line. */
const builtinKinds: readonly SourceKind[] = [
  k3cloudSource,
  wiseSource,
  cosmicSource,
  odataSource,
  restSource,
  sqlSource,
  cloudEventsSource,
];

/**
 * The built-in kinds and those of other modules: files whose default export is a source kind.
 *
 * @throws HubError INGEST_SOURCE_MODULE that names the module and what it should export
 */
export async function sourceKinds(modules: readonly string[]): Promise<readonly SourceKind[]> {
  const others = await Promise.all(modules.map(loadKind));
  const kinds = [...builtinKinds, ...others];
  const names = kinds.map(({ kind }) => kind);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return kinds;
  throw new HubError(
    'INGEST_SOURCE_MODULE',
    `HUB_SOURCE_MODULES: there are two kinds of source called ${twice}; rename the one of your own`,
  );
}

async function loadKind(path: string): Promise<SourceKind> {
  const file = resolve(path);
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (error) {
    throw new HubError('INGEST_SOURCE_MODULE', `${file}: cannot be loaded: ${messageOf(error)}`);
  }
  if (isKind(module.default)) return module.default;
  throw new HubError(
    'INGEST_SOURCE_MODULE',
    `${file}: its default export is no source kind; write export default defineSource({ kind, config, open })`,
  );
}

function isKind(value: unknown): value is SourceKind {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'config' in value &&
    typeof value.config === 'function' &&
    ('open' in value || 'receive' in value)
  );
}
