import type { TopicTable } from '@hub/kafka';
import type { Person } from '@hub/schemas';
import type { KnownPeople } from '../ports.js';

/** People as they were last published. */
export class PeopleTopic implements KnownPeople {
  readonly #table: Pick<TopicTable<'hub.directory.v1'>, 'values'>;

  constructor(table: Pick<TopicTable<'hub.directory.v1'>, 'values'>) {
    this.#table = table;
  }

  /** Whether anybody of a tenant was ever published. */
  knows(tenant: string): boolean {
    for (const person of this.#table.values()) if (person.tenant === tenant) return true;
    return false;
  }

  of(tenant: string): ReadonlyMap<string, Person> {
    const people = [...this.#table.values()].filter((person) => person.tenant === tenant);
    return new Map(people.map((person) => [person.person, person]));
  }
}
