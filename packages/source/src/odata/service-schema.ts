import { isRecord } from '@hub/core';
import { XMLParser } from 'fast-xml-parser';

/** The fields of a type, as $metadata describes them. */
interface TypeShape {
  /** Type by property, e.g. Edm.Decimal or the name of a complex type. */
  readonly properties: ReadonlyMap<string, string>;
  /** Name of the type at the other end, by navigation property. */
  readonly navigation: ReadonlyMap<string, string>;
}

/** Entity sets and types of a service. */
export interface ServiceSchema {
  /** Name of the entity type by entity set. */
  readonly sets: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, TypeShape>;
}

type Node = Readonly<Record<string, unknown>>;

const lists = new Set([
  ...['Schema', 'EntityType', 'ComplexType', 'Property', 'NavigationProperty'],
  ...['EntityContainer', 'EntitySet', 'Association', 'End'],
]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseAttributeValue: false,
  parseTagValue: false,
  // An entity could stand for a file or for gigabytes; $metadata needs none.
  processEntities: false,
  isArray: (name) => lists.has(name),
});

/**
 * Reads $metadata of OData V2 and V4 alike.
 *
 * @returns null when the text is no such document
 */
export function readServiceSchema(xml: string): ServiceSchema | null {
  const schemas = schemasOf(xml);
  if (schemas === null) return null;
  const ends = associationEnds(schemas);
  const types = new Map<string, TypeShape>();
  for (const schema of schemas) {
    for (const type of [...nodes(schema, 'EntityType'), ...nodes(schema, 'ComplexType')]) {
      const shape = shapeOf(type, ends);
      for (const prefix of prefixesOf(schema)) types.set(`${prefix}.${text(type, 'Name')}`, shape);
    }
  }
  for (const schema of schemas) inherit(schema, types);
  const sets = new Map(
    schemas
      .flatMap((schema) => nodes(schema, 'EntityContainer'))
      .flatMap((container) => nodes(container, 'EntitySet'))
      .map((set) => [text(set, 'Name'), text(set, 'EntityType')]),
  );
  return { sets, types };
}

/** The type of a collection's members, or the type itself. */
export function memberType(type: string): string {
  return /^Collection\((.*)\)$/.exec(type)?.[1] ?? type;
}

function schemasOf(xml: string): readonly Node[] | null {
  let parsed: unknown;
  try {
    parsed = parser.parse(xml);
  } catch {
    return null;
  }
  const services = child(child(parsed, 'Edmx'), 'DataServices');
  const schemas = services === null ? [] : nodes(services, 'Schema');
  return schemas.length === 0 ? null : schemas;
}

function shapeOf(type: Node, ends: ReadonlyMap<string, string>): TypeShape {
  const properties = nodes(type, 'Property').map(
    (property) => [text(property, 'Name'), text(property, 'Type')] as const,
  );
  const navigation = nodes(type, 'NavigationProperty').map((property) => {
    // V2 names an association and the end it leads to, V4 the type itself.
    const byEnd = ends.get(`${text(property, 'Relationship')}/${text(property, 'ToRole')}`);
    return [text(property, 'Name'), byEnd ?? memberType(text(property, 'Type'))] as const;
  });
  return { properties: new Map(properties), navigation: new Map(navigation) };
}

function associationEnds(schemas: readonly Node[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const schema of schemas) {
    for (const association of nodes(schema, 'Association')) {
      for (const end of nodes(association, 'End')) {
        for (const prefix of prefixesOf(schema)) {
          const name = `${prefix}.${text(association, 'Name')}`;
          ends.set(`${name}/${text(end, 'Role')}`, text(end, 'Type'));
        }
      }
    }
  }
  return ends;
}

/** A type has the fields of the type it is based on. */
function inherit(schema: Node, types: Map<string, TypeShape>): void {
  for (const type of [...nodes(schema, 'EntityType'), ...nodes(schema, 'ComplexType')]) {
    const base = types.get(text(type, 'BaseType'));
    if (base === undefined) continue;
    for (const prefix of prefixesOf(schema)) {
      const name = `${prefix}.${text(type, 'Name')}`;
      const own = types.get(name);
      types.set(name, {
        properties: new Map([...base.properties, ...(own?.properties ?? [])]),
        navigation: new Map([...base.navigation, ...(own?.navigation ?? [])]),
      });
    }
  }
}

function prefixesOf(schema: Node): readonly string[] {
  return [text(schema, 'Namespace'), text(schema, 'Alias')].filter((name) => name !== '');
}

function child(node: unknown, name: string): Node | null {
  const found = isRecord(node) ? node[name] : null;
  return isRecord(found) ? found : null;
}

function nodes(node: Node, name: string): readonly Node[] {
  const found = node[name];
  return Array.isArray(found) ? found.filter((one) => isRecord(one)) : [];
}

function text(node: Node, name: string): string {
  const found = node[`@${name}`];
  return typeof found === 'string' ? found : '';
}
