import avsc from 'avsc';
import type { Type } from 'avsc';

/** A place in bytes that are being walked over. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
  /** How many array and map items are still allowed. */
  itemsLeft: number;
}

type Walk = (cursor: Cursor) => void;

/**
 * Walks over encoded values without building anything, so that hostile bytes are refused before they cost memory:
 * a count is believed only as far as the bytes that are really there could hold so many items.
 *
 * @returns a function that throws an Error naming the field, unless exactly one value lies from `start` to the end
 */
export function boundsOf(type: Type, itemsMax: number): (bytes: Buffer, start: number) => void {
  const walk = walkOf(type, '', []);
  return (bytes, start) => {
    const cursor: Cursor = { bytes, at: start, itemsLeft: itemsMax };
    walk(cursor);
    if (cursor.at !== bytes.length)
      throw new Error(`${String(bytes.length - cursor.at)} bytes follow the value`);
  };
}

function walkOf(type: Type, path: string, within: readonly Type[]): Walk {
  if (within.includes(type)) throw new Error(`${path}: recursive types are not in use here`);
  const inside = [...within, type];
  if (type instanceof avsc.types.RecordType) {
    const walks = type.fields.map((field) =>
      walkOf(field.type, path === '' ? field.name : `${path}.${field.name}`, inside),
    );
    return (cursor) => {
      for (const walk of walks) walk(cursor);
    };
  }
  if (
    type instanceof avsc.types.UnwrappedUnionType ||
    type instanceof avsc.types.WrappedUnionType
  ) {
    const walks = type.types.map((branch) => walkOf(branch, path, inside));
    return (cursor) => {
      const walk = walks[readLong(cursor, path)];
      if (!walk) throw new Error(`${path}: no such branch of a union`);
      walk(cursor);
    };
  }
  if (type instanceof avsc.types.LogicalType) return walkOf(type.underlyingType, path, inside);
  if (type instanceof avsc.types.ArrayType) {
    const items = type.itemsType;
    return walkBlocks(walkOf(items, `${path}[]`, inside), bytesMin(items), path);
  }
  if (type instanceof avsc.types.MapType) {
    const walkValue = walkOf(type.valuesType as Type, `${path}{}`, inside);
    const walkEntry: Walk = (cursor) => {
      walkKey(cursor, path);
      walkValue(cursor);
    };
    return walkBlocks(walkEntry, 1, path);
  }
  return walkLeaf(type, path);
}

function walkLeaf(type: Type, path: string): Walk {
  switch (type.typeName) {
    case 'null':
      return () => undefined;
    case 'boolean':
      return (cursor) => {
        advance(cursor, 1, path);
      };
    case 'int':
    case 'long':
      return (cursor) => {
        readLong(cursor, path);
      };
    case 'float':
      return (cursor) => {
        advance(cursor, 4, path);
      };
    case 'double':
      return (cursor) => {
        advance(cursor, 8, path);
      };
    case 'bytes':
    case 'string':
      return (cursor) => {
        advance(cursor, readLong(cursor, path), path);
      };
    case 'enum': {
      const { length } = (type as avsc.types.EnumType).symbols;
      return (cursor) => {
        const index = readLong(cursor, path);
        if (index < 0 || index >= length) throw new Error(`${path}: no such symbol of an enum`);
      };
    }
    default:
      throw new Error(`${path}: Avro type ${type.typeName} is not in use here`);
  }
}

function walkBlocks(walkItem: Walk, itemBytesMin: number, path: string): Walk {
  return (cursor) => {
    for (let count = readLong(cursor, path); count !== 0; count = readLong(cursor, path)) {
      const items = Math.abs(count);
      const size = count < 0 ? readLong(cursor, path) : undefined;
      cursor.itemsLeft -= items;
      if (cursor.itemsLeft < 0) throw new Error(`${path}: more items than are read`);
      if (items * itemBytesMin > cursor.bytes.length - cursor.at) throw cutShort(path);

      const start = cursor.at;
      for (let item = 0; item < items; item += 1) walkItem(cursor);
      if (size !== undefined && cursor.at - start !== size)
        throw new Error(`${path}: a block of a wrong size`);
    }
  };
}

function walkKey(cursor: Cursor, path: string): void {
  const length = readLong(cursor, path);
  const start = cursor.at;
  advance(cursor, length, path);
  // As a key of a plain object it would not become an entry.
  if (length === 9 && cursor.bytes.toString('latin1', start, cursor.at) === '__proto__') {
    throw new Error(`${path}: __proto__ cannot be a key`);
  }
}

function advance(cursor: Cursor, length: number, path: string): void {
  if (length < 0) throw new Error(`${path}: a length below zero`);
  if (length > cursor.bytes.length - cursor.at) throw cutShort(path);
  cursor.at += length;
}

function cutShort(path: string): Error {
  return new Error(`${path}: the bytes end before the value does`);
}

/**
 * Reads a variable-length zig-zag integer. Beyond ±2^52 its unsigned form is no longer exact in a number, and avsc
 * would silently return another one, so it is refused.
 */
function readLong(cursor: Cursor, path: string): number {
  const { bytes } = cursor;
  let value = 0;
  let weight = 1;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw cutShort(path);
    cursor.at += 1;
    value += (byte & 0x7f) * weight;
    weight *= 128;
    if (byte >= 0x80) continue;
    if (value > Number.MAX_SAFE_INTEGER) throw new Error(`${path}: a whole number beyond ±2^52`);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw new Error(`${path}: an integer longer than ten bytes`);
}

/** The fewest bytes that a value of a type takes. */
function bytesMin(type: Type): number {
  if (type instanceof avsc.types.LogicalType) return bytesMin(type.underlyingType);
  if (type instanceof avsc.types.RecordType) {
    return type.fields.reduce((sum, field) => sum + bytesMin(field.type), 0);
  }
  return type.typeName === 'null' ? 0 : 1;
}
