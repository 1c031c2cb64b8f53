/** What the generator understands of Avro: enough for the contract, and nothing silently. */
export type AvroType =
  | { readonly kind: 'primitive'; readonly name: Primitive }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'nullable'; readonly of: AvroType }
  | { readonly kind: 'named'; readonly fullName: string };

interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly doc: string;
}

export type NamedType =
  | {
      readonly kind: 'record';
      readonly fullName: string;
      readonly doc: string;
      readonly fields: readonly AvroField[];
    }
  | {
      readonly kind: 'enum';
      readonly fullName: string;
      readonly doc: string;
      readonly symbols: readonly string[];
    };

/** One .avsc file: its record, and every named type it defines in the order of definition. */
export interface SchemaModel {
  readonly record: string;
  readonly types: readonly NamedType[];
}

const primitives = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
] as const;
type Primitive = (typeof primitives)[number];

/**
 * Reads the JSON of one schema.
 *
 * @throws Error naming the place, when the schema uses something that the contract does not.
 */
export function readSchema(json: unknown, where: string): SchemaModel {
  const reader = new SchemaReader();
  const type = reader.type(json, '', where);
  if (type.kind !== 'named' || reader.types.at(-1)?.kind !== 'record') {
    throw new Error(`${where}: the top of a schema must be a record`);
  }
  return { record: type.fullName, types: reader.types };
}

class SchemaReader {
  readonly types: NamedType[] = [];
  private readonly known = new Set<string>();

  type(json: unknown, namespace: string, where: string): AvroType {
    if (typeof json === 'string') return this.reference(json, namespace, where);
    if (Array.isArray(json)) return this.union(json, namespace, where);
    const schema = asObject(json, where);

    switch (schema['type']) {
      case 'record':
        return this.record(schema, namespace, where);
      case 'enum':
        return this.enumeration(schema, namespace, where);
      case 'array':
        return { kind: 'array', items: this.type(schema['items'], namespace, `${where}[]`) };
      case 'map':
        return { kind: 'map', values: this.type(schema['values'], namespace, `${where}{}`) };
      default:
        return this.annotated(schema, namespace, where);
    }
  }

  private annotated(schema: JsonObject, namespace: string, where: string): AvroType {
    const { type, logicalType } = schema;
    if (logicalType === undefined) return this.type(type, namespace, where);
    if (logicalType === 'timestamp-millis' && type === 'long') return { kind: 'timestamp' };
    if (logicalType === 'decimal' && type === 'bytes') {
      return {
        kind: 'decimal',
        precision: asCount(schema['precision'], `${where}.precision`),
        scale: asCount(schema['scale'], `${where}.scale`),
      };
    }
    throw new Error(
      `${where}: logical type ${JSON.stringify(logicalType)} on ${JSON.stringify(type)} is not in use here; ` +
        'use decimal on bytes or timestamp-millis on long',
    );
  }

  private reference(name: string, namespace: string, where: string): AvroType {
    const primitive = primitives.find((known) => known === name);
    if (primitive) return { kind: 'primitive', name: primitive };
    const fullName = qualify(name, namespace);
    if (!this.known.has(fullName))
      throw new Error(`${where}: unknown type ${JSON.stringify(fullName)}`);
    return { kind: 'named', fullName };
  }

  private union(branches: readonly unknown[], namespace: string, where: string): AvroType {
    const [first, second, ...more] = branches;
    if (first !== 'null' || second === undefined || more.length > 0) {
      throw new Error(`${where}: a union must be ["null", one other type]`);
    }
    return { kind: 'nullable', of: this.type(second, namespace, where) };
  }

  private record(schema: JsonObject, outer: string, where: string): AvroType {
    const { fullName, namespace } = this.define(schema, outer, where);
    if (!Array.isArray(schema['fields']))
      throw new Error(`${where}: the record has no list of fields`);
    const fields = schema['fields'].map((json: unknown): AvroField => {
      const field = asObject(json, where);
      const name = asText(field['name'], `${where}: name of a field`);
      return {
        name,
        type: this.type(field['type'], namespace, `${where}.${name}`),
        doc: docOf(field),
      };
    });
    this.types.push({ kind: 'record', fullName, doc: docOf(schema), fields });
    return { kind: 'named', fullName };
  }

  private enumeration(schema: JsonObject, outer: string, where: string): AvroType {
    const { fullName } = this.define(schema, outer, where);
    if (!Array.isArray(schema['symbols']))
      throw new Error(`${where}: the enum has no list of symbols`);
    const symbols = schema['symbols'].map((symbol: unknown) => asText(symbol, `${where}: symbol`));
    this.types.push({ kind: 'enum', fullName, doc: docOf(schema), symbols });
    return { kind: 'named', fullName };
  }

  private define(
    schema: JsonObject,
    outer: string,
    where: string,
  ): { fullName: string; namespace: string } {
    const namespace = typeof schema['namespace'] === 'string' ? schema['namespace'] : outer;
    const fullName = qualify(asText(schema['name'], `${where}: name`), namespace);
    if (this.known.has(fullName)) throw new Error(`${where}: ${fullName} is defined twice`);
    this.known.add(fullName);
    return { fullName, namespace: fullName.slice(0, Math.max(0, fullName.lastIndexOf('.'))) };
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The full name of a type whose name is written inside a namespace. */
export function qualify(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

export function isPrimitive(name: string): boolean {
  return primitives.some((known) => known === name);
}

function docOf(schema: JsonObject): string {
  return typeof schema['doc'] === 'string' ? schema['doc'] : '';
}

function asObject(json: unknown, where: string): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject;
  throw new Error(`${where}: expected an object, found ${JSON.stringify(json)}`);
}

function asText(json: unknown, where: string): string {
  if (typeof json === 'string' && json !== '') return json;
  throw new Error(`${where}: expected text, found ${JSON.stringify(json)}`);
}

function asCount(json: unknown, where: string): number {
  if (typeof json === 'number' && Number.isInteger(json) && json >= 0) return json;
  throw new Error(`${where}: expected a whole number, found ${JSON.stringify(json)}`);
}
