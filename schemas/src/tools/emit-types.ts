import { shortName } from './contract.js';
import type { SchemaFile, SharedType } from './contract.js';
import type { AvroType, NamedType } from './schema-model.js';

const sharedFile = 'shared';

/** TypeScript text (not yet formatted) per file name: one file a schema, and one for types that several define. */
export function emitTypes(
  schemas: readonly SchemaFile[],
  types: ReadonlyMap<string, SharedType>,
): Map<string, string> {
  const homeOf = (fullName: string): string => {
    const [only, ...others] = types.get(fullName)?.definedIn ?? [];
    return only === undefined || others.length > 0 ? sharedFile : only;
  };

  const files = new Map<string, string>();
  const all = [...types.values()].map(({ type }) => type);
  for (const file of [sharedFile, ...schemas.map(({ name }) => name)]) {
    const own = all.filter(({ fullName }) => homeOf(fullName) === file);
    if (own.length > 0) files.set(`${file}.ts`, emitFile(file, own, homeOf));
  }
  return files;
}

function emitFile(
  file: string,
  types: readonly NamedType[],
  homeOf: (fullName: string) => string,
): string {
  const used = types.flatMap(typesUsedBy);
  const imports = new Map<string, Set<string>>();
  const need = (from: string, name: string): void => {
    imports.set(from, (imports.get(from) ?? new Set()).add(name));
  };
  for (const type of used) {
    if (type.kind === 'decimal') need('@hub/core', 'Decimal');
    if (type.kind === 'named' && homeOf(type.fullName) !== file) {
      need(`./${homeOf(type.fullName)}.js`, shortName(type.fullName));
    }
  }
  const lines = [...imports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}';`);
  return [lines.join('\n'), ...types.map(emitType)].filter((part) => part !== '').join('\n\n');
}

/** Every type that the fields of a named type mention, nested ones included. */
function typesUsedBy(type: NamedType): AvroType[] {
  if (type.kind === 'enum') return [];
  const nested = (of: AvroType): AvroType[] => {
    switch (of.kind) {
      case 'array':
        return nested(of.items);
      case 'map':
        return nested(of.values);
      case 'nullable':
        return nested(of.of);
      default:
        return [of];
    }
  };
  return type.fields.flatMap((field) => nested(field.type));
}

function emitType(type: NamedType): string {
  const name = shortName(type.fullName);
  const head = emitDoc(type.doc, '');
  if (type.kind === 'enum') {
    return `${head}export type ${name} = ${type.symbols.map((symbol) => `'${symbol}'`).join(' | ')};`;
  }
  const fields = type.fields.map((field) => {
    const doc = hasTimestamp(field.type) ? `${field.doc} UTC milliseconds.` : field.doc;
    return `${emitDoc(doc, '  ')}  readonly ${field.name}: ${typeText(field.type)};`;
  });
  return `${head}export interface ${name} {\n${fields.join('\n')}\n}`;
}

function emitDoc(doc: string, indent: string): string {
  if (doc === '') return '';
  return `${indent}/** ${doc.replaceAll('*/', '* /').replaceAll('\n', ' ')} */\n`;
}

function hasTimestamp(type: AvroType): boolean {
  return type.kind === 'timestamp' || (type.kind === 'nullable' && hasTimestamp(type.of));
}

function typeText(type: AvroType): string {
  switch (type.kind) {
    case 'primitive':
      return primitiveText[type.name];
    case 'timestamp':
      return 'number';
    case 'decimal':
      return 'Decimal';
    case 'array':
      return `readonly ${type.items.kind === 'nullable' ? `(${typeText(type.items)})` : typeText(type.items)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeText(type.values)}>>`;
    case 'nullable':
      return `${typeText(type.of)} | null`;
    case 'named':
      return shortName(type.fullName);
  }
}

const primitiveText = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
  string: 'string',
} as const;
