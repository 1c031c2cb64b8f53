import avsc from 'avsc';
import type { Type } from 'avsc';
import { Decimal } from '@hub/core';
import { DecimalType } from '../decimal-type.js';
import { TimestampType } from './timestamp-type.js';

/**
 * Reads a value from JSON as people write it in schemas/examples: decimals as text, times as ISO text or
 * milliseconds, bytes as base64. A field that is left out stays out, so its default applies.
 *
 * @param type built with times told apart (`checkedType`)
 * @throws Error naming the place
 */
export function exampleValue(type: Type, json: unknown, path = ''): unknown {
  if (type instanceof DecimalType) return new Decimal(asText(json, path));
  if (type instanceof TimestampType) return asTime(json, path);
  if (type instanceof avsc.types.UnwrappedUnionType) {
    const present = type.types.find((branch) => branch.typeName !== 'null');
    return json === null || !present ? null : exampleValue(present, json, path);
  }
  if (type instanceof avsc.types.ArrayType) {
    if (!Array.isArray(json)) throw new Error(`${path}: expected a list`);
    const items = type.itemsType;
    return json.map((item: unknown, index) =>
      exampleValue(items, item, `${path}[${String(index)}]`),
    );
  }
  if (type instanceof avsc.types.MapType) {
    const values = type.valuesType as Type;
    return mapEntries(json, path, (key, value) => exampleValue(values, value, `${path}.${key}`));
  }
  if (type instanceof avsc.types.RecordType) {
    return mapEntries(json, path, (key, value) => {
      const field = type.fields.find(({ name }) => name === key);
      const place = path === '' ? key : `${path}.${key}`;
      if (!field) throw new Error(`${place}: ${type.name ?? 'the record'} has no such field`);
      return exampleValue(field.type, value, place);
    });
  }
  return type.typeName === 'bytes' ? Buffer.from(asText(json, path), 'base64') : json;
}

function mapEntries(
  json: unknown,
  path: string,
  convert: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Error(`${path || '(top)'}: expected an object`);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, convert(key, value)]));
}

function asTime(json: unknown, path: string): number {
  const time = typeof json === 'string' ? Date.parse(json) : json;
  if (typeof time === 'number' && Number.isInteger(time)) return time;
  throw new Error(`${path}: expected ISO text with a zone, or UTC milliseconds`);
}

function asText(json: unknown, path: string): string {
  if (typeof json === 'string') return json;
  throw new Error(`${path}: expected text`);
}
