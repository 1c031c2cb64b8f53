type Json = Readonly<Record<string, unknown>>;

/** House rules that Avro itself does not have. Returns what is broken, each with its place. */
export function lintSchema(schema: unknown): string[] {
  const found: string[] = [];
  visit(schema, '', found);
  return found;
}

function visit(schema: unknown, path: string, found: string[]): void {
  const place = path === '' ? '(top)' : path;
  if (Array.isArray(schema)) {
    visitUnion(schema, path, found);
    return;
  }
  if (schema === 'float' || schema === 'double') {
    found.push(`${place}: ${schema} is not exact; use decimal, or long in a named unit`);
  }
  if (typeof schema !== 'object' || schema === null) return;

  const given = schema as Json;
  switch (given['type']) {
    case 'record':
      requireDoc(given, `record ${String(given['name'])}`, place, found);
      for (const field of given['fields'] as readonly Json[]) visitField(field, path, found);
      return;
    case 'enum':
      requireDoc(given, `enum ${String(given['name'])}`, place, found);
      if (given['default'] === undefined) {
        found.push(
          `${place}: enum ${String(given['name'])} has no default; without one no symbol can ever be added`,
        );
      }
      return;
    case 'array':
      visit(given['items'], `${path}[]`, found);
      return;
    case 'map':
      visit(given['values'], `${path}{}`, found);
      return;
    default:
      visit(given['type'], path, found);
  }
}

function visitField(field: Json, path: string, found: string[]): void {
  const name = String(field['name']);
  const place = path === '' ? name : `${path}.${name}`;
  requireDoc(field, `field ${name}`, place, found);
  visit(field['type'], place, found);
}

function visitUnion(branches: readonly unknown[], path: string, found: string[]): void {
  const present = branches.filter((branch) => branch !== 'null');
  if (present.length !== 1 || branches.length !== 2 || branches[0] !== 'null') {
    found.push(`${path}: a union is ["null", one other type]; use two fields instead`);
  }
  for (const branch of present) visit(branch, path, found);
}

function requireDoc(given: Json, what: string, place: string, found: string[]): void {
  const { doc } = given;
  if (typeof doc !== 'string' || doc.trim() === '') found.push(`${place}: ${what} has no doc`);
}
