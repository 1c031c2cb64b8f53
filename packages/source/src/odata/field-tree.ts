import type { MappedField } from '../mapping/fields-of.js';
import { memberType, type ServiceSchema } from './service-schema.js';

/** What is read of one entity type, and of those it leads to. */
export interface FieldTree {
  readonly select: Set<string>;
  readonly expand: Map<string, FieldTree>;
}

export interface Walk {
  readonly tree: FieldTree;
  /** Edm type by path, as the mapping writes it. */
  readonly types: Map<string, string>;
  /** Fields that the service does not have, as `path (use)`. */
  readonly missing: string[];
}

export function emptyTree(): FieldTree {
  return { select: new Set(), expand: new Map() };
}

/** Finds every field in the schema of the service, from an entity type on. */
export function walkFields(
  schema: ServiceSchema,
  from: { readonly type: string; readonly tree: FieldTree },
  fields: readonly MappedField[],
): Walk {
  const types = new Map<string, string>();
  const missing: string[] = [];
  for (const { path, use } of fields) {
    const type = walk(schema, from, path.split('.'));
    if (type === null) missing.push(`${path} (${use})`);
    else types.set(path, type);
  }
  return { tree: from.tree, types, missing };
}

/** The entity type and branch that a navigation path leads to; null when the service has no such path. */
export function walkTo(
  schema: ServiceSchema,
  from: { readonly type: string; readonly tree: FieldTree },
  path: readonly string[],
): { type: string; tree: FieldTree } | null {
  let at = from;
  for (const part of path) {
    const type = schema.types.get(at.type)?.navigation.get(part);
    if (type === undefined) return null;
    at = { type, tree: branch(at.tree, part) };
  }
  return at;
}

function walk(
  schema: ServiceSchema,
  { type, tree }: { readonly type: string; readonly tree: FieldTree },
  path: readonly string[],
): string | null {
  const [part = '', ...rest] = path;
  const shape = schema.types.get(memberType(type));
  const next = shape?.navigation.get(part);
  if (next !== undefined && rest.length > 0) {
    return walk(schema, { type: next, tree: branch(tree, part) }, rest);
  }
  const property = shape?.properties.get(part);
  if (property === undefined) return null;
  tree.select.add(part);
  // The fields of a complex type come with it.
  return rest.length === 0 ? property : walk(schema, { type: property, tree: emptyTree() }, rest);
}

function branch(tree: FieldTree, name: string): FieldTree {
  const known = tree.expand.get(name);
  if (known !== undefined) return known;
  const made = emptyTree();
  tree.expand.set(name, made);
  return made;
}
