import { createHash } from 'node:crypto';
import { isPrimitive, qualify } from './schema-model.js';
import type { JsonObject } from './schema-model.js';

/**
 * SHA-256 of everything in a schema that decides about bytes or about reading them: names in full, types, logical
 * types, defaults, aliases, order. Words (`doc`), white space and the order of JSON keys do not count.
 *
 * Avro's own canonical form is not enough: it drops defaults and logical types, so a changed scale would keep its id.
 */
export function fingerprintOf(schema: unknown): string {
  return createHash('sha256').update(canonicalText(schema)).digest('hex');
}

/** The canonical JSON text that the fingerprint is taken of. */
function canonicalText(schema: unknown): string {
  return JSON.stringify(canonical(schema, ''));
}

function canonical(schema: unknown, namespace: string): unknown {
  if (typeof schema === 'string') return isPrimitive(schema) ? schema : qualify(schema, namespace);
  if (Array.isArray(schema)) return schema.map((branch: unknown) => canonical(branch, namespace));
  if (typeof schema !== 'object' || schema === null) return schema;

  const given = schema as JsonObject;
  const named = typeof given['name'] === 'string';
  const outer = typeof given['namespace'] === 'string' ? given['namespace'] : namespace;
  const fullName = named ? qualify(String(given['name']), outer) : '';
  const inner = fullName.includes('.') ? fullName.slice(0, fullName.lastIndexOf('.')) : outer;

  const entries = Object.entries(given)
    .filter(([key]) => key !== 'doc' && key !== 'namespace')
    .map(([key, value]): [string, unknown] => {
      if (key === 'name') return [key, fullName];
      if (
        key === 'type' &&
        (value === 'record' || value === 'enum' || value === 'array' || value === 'map')
      ) {
        return [key, value];
      }
      if (key === 'type' || key === 'items' || key === 'values')
        return [key, canonical(value, inner)];
      if (key === 'fields') return [key, canonicalFields(value, inner)];
      return [key, value];
    });
  return Object.fromEntries(entries.sort(byKey));
}

function canonicalFields(fields: unknown, namespace: string): unknown {
  if (!Array.isArray(fields)) return fields;
  return fields.map((field: JsonObject) => {
    const entries = Object.entries(field)
      .filter(([key]) => key !== 'doc')
      .map(([key, value]): [string, unknown] => [
        key,
        key === 'type' ? canonical(value, namespace) : value,
      ]);
    return Object.fromEntries(entries.sort(byKey));
  });
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
