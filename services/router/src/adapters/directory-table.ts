import type { Person } from '@hub/schemas';
import type { Directory } from '../domain/directory.js';
import type { DirectoryPort } from '../route-document.js';

/** The compacted directory topic as it is read so far. */
export interface People {
  values(): Iterable<Person>;
  onChange(listener: () => void): () => void;
}

interface Index {
  readonly byUserId: Map<string, Person>;
  readonly byErpUser: Map<string, Person>;
  readonly byRole: Map<string, Person[]>;
}

const nobody: Index = { byUserId: new Map(), byErpUser: new Map(), byRole: new Map() };

/** The directory of every tenant, indexed anew after a change, when it is next asked. */
export class DirectoryTable implements DirectoryPort {
  readonly #people: People;
  #tenants: ReadonlyMap<string, Index> | undefined;

  constructor(people: People) {
    this.#people = people;
    people.onChange(() => {
      this.#tenants = undefined;
    });
  }

  of(tenant: string): Directory {
    this.#tenants ??= indexPeople(this.#people.values());
    const index = this.#tenants.get(tenant) ?? nobody;
    return {
      byUserId: (userId) => index.byUserId.get(userId),
      byErpUser: (erpUserId) => index.byErpUser.get(erpUserId),
      byRole: (role) => index.byRole.get(role) ?? [],
    };
  }
}

function indexPeople(people: Iterable<Person>): ReadonlyMap<string, Index> {
  const tenants = new Map<string, Index>();
  for (const person of people) {
    if (!person.active) continue;
    const index: Index = tenants.get(person.tenant) ?? {
      byUserId: new Map(),
      byErpUser: new Map(),
      byRole: new Map(),
    };
    tenants.set(person.tenant, index);
    index.byUserId.set(person.person, person);
    if (person.erpUserId !== null) index.byErpUser.set(person.erpUserId, person);
    for (const role of person.roles) {
      const holders = index.byRole.get(role) ?? [];
      index.byRole.set(role, holders);
      holders.push(person);
    }
  }
  return tenants;
}
