import { readData } from '../data.js';

/** A permission that an application can be granted in the console. */
interface Scope {
  readonly scope: string;
  /** As the console shows it. */
  readonly name: string;
}

const scopes = readData('scopes') as Scope[];

export const allScopes: readonly string[] = scopes.map(({ scope }) => scope);

/** The name of a permission in the console; its own id when it has none. */
export function scopeName(scope: string): string {
  return scopes.find((each) => each.scope === scope)?.name ?? scope;
}
