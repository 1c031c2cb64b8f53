import avsc from 'avsc';
import type { Schema, Type } from 'avsc';
import { DecimalType } from './decimal-type.js';

type LogicalTypes = Record<
  string,
  new (schema: Schema, options?: unknown) => avsc.types.LogicalType
>;

/**
 * Builds the avsc type of a schema; every record of it decodes to a plain object.
 *
 * @param more logical types beside decimal
 */
export function avroType(json: string, more: LogicalTypes = {}): Type {
  const type = avsc.Type.forSchema(JSON.parse(json) as Schema, {
    logicalTypes: { decimal: DecimalType, ...more },
    // Else a decimal with a nonsensical scale would quietly be plain bytes.
    assertLogicalTypes: true,
    omitRecordMethods: true,
  });
  for (const record of recordsOf(type)) {
    // avsc gives each record a class of its own, and a value of a class never equals a literal in a test.
    (record.recordConstructor as { prototype: object }).prototype = Object.prototype;
  }
  return type;
}

function recordsOf(type: Type, seen = new Set<Type>()): Set<avsc.types.RecordType> {
  const records = new Set<avsc.types.RecordType>();
  if (seen.has(type)) return records;
  seen.add(type);
  if (type instanceof avsc.types.RecordType) records.add(type);
  for (const part of partsOf(type)) for (const record of recordsOf(part, seen)) records.add(record);
  return records;
}

/** The types directly inside a type. */
function partsOf(type: Type): readonly Type[] {
  if (type instanceof avsc.types.RecordType) return type.fields.map((field) => field.type);
  if (type instanceof avsc.types.ArrayType) return [type.itemsType];
  if (type instanceof avsc.types.MapType) return [type.valuesType as Type];
  if (type instanceof avsc.types.UnwrappedUnionType || type instanceof avsc.types.WrappedUnionType)
    return type.types;
  if (type instanceof avsc.types.LogicalType) return [type.underlyingType];
  return [];
}
