import avsc from 'avsc';
import type { Type } from 'avsc';

/**
 * Says why values of `writer` cannot be read as `reader`, each with its place; empty when they can.
 *
 * The verdict is avsc's own resolution; the search below only finds the places.
 */
export function incompatibilities(reader: Type, writer: Type, path = ''): string[] {
  try {
    reader.createResolver(writer);
    return [];
  } catch {
    const found = locate(reader, writer, path);
    return found.length > 0
      ? found
      : [`${path || '(top)'}: ${label(writer)} cannot be read as ${label(reader)}`];
  }
}

function locate(reader: Type, writer: Type, path: string): string[] {
  if (reader instanceof avsc.types.RecordType && writer instanceof avsc.types.RecordType) {
    return reader.fields.flatMap((field) => {
      const place = path === '' ? field.name : `${path}.${field.name}`;
      const names = [field.name, ...field.aliases];
      const given = writer.fields.find(({ name }) => names.includes(name));
      if (given) return incompatibilities(field.type, given.type, place);
      if (field.defaultValue() !== undefined) return [];
      return [`${place}: the writer does not have it, and the reader has no default for it`];
    });
  }
  if (reader instanceof avsc.types.ArrayType && writer instanceof avsc.types.ArrayType) {
    return incompatibilities(reader.itemsType, writer.itemsType, `${path}[]`);
  }
  if (reader instanceof avsc.types.MapType && writer instanceof avsc.types.MapType) {
    return incompatibilities(reader.valuesType as Type, writer.valuesType as Type, `${path}{}`);
  }
  if (reader instanceof avsc.types.EnumType && writer instanceof avsc.types.EnumType) {
    const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
    if (unknown.length === 0) return [];
    return [`${path}: the reader knows no ${unknown.join(', ')} and its enum has no default`];
  }
  const inner = presentBranch(reader);
  const given = presentBranch(writer);
  return inner && given ? incompatibilities(inner, given, path) : [];
}

/** The branch of a union that is not null; undefined for anything that is not such a union. */
function presentBranch(type: Type): Type | undefined {
  if (!(type instanceof avsc.types.UnwrappedUnionType)) return undefined;
  return type.types.find((branch) => branch.typeName !== 'null');
}

function label(type: Type): string {
  return type.name ?? JSON.stringify(type.schema({ exportAttrs: true }));
}
