import { hashId } from '@hub/core';
import type { Person } from '@hub/schemas';
import { bindPeople, normaliseMobile, type ListedBinding } from './binding.js';
import {
  departmentsOf,
  managerOf,
  rolesOf,
  type DingTalkDirectory,
  type ErpUser,
} from './directory.js';

export interface Reading {
  readonly tenant: string;
  readonly directory: DingTalkDirectory;
  readonly erpUsers: readonly ErpUser[];
  readonly listed: readonly ListedBinding[];
  /** UTC milliseconds. */
  readonly observedAt: number;
}

/** Everybody in the DingTalk organisation, with the ERP user he is. The mobile number is kept as a hash only. */
export function peopleOf({ tenant, directory, erpUsers, listed, observedAt }: Reading): Person[] {
  const bindings = bindPeople(directory.users, erpUsers, listed);
  return directory.users.map((user) => {
    const { binding, erpUser } = bindings.get(user.userId) ?? { binding: 'UNBOUND', erpUser: null };
    const mobile = normaliseMobile(user.mobile);
    return {
      tenant,
      person: user.userId,
      name: user.name,
      active: true,
      mobileHash: mobile === null ? null : hashId('mobile', tenant, mobile),
      jobNumber: user.jobNumber,
      departments: departmentsOf(user, directory),
      roles: rolesOf(user, directory),
      manager: managerOf(user, directory),
      erpUserId: erpUser?.userId ?? null,
      erpUserName: erpUser?.userName ?? null,
      binding,
      observedAt,
    };
  });
}

/**
 * What has to be published so that the table of people becomes `current`: who is new or different, and who has left.
 * A person who left holds no role and no ERP user any more.
 */
export function peopleChanges(
  known: ReadonlyMap<string, Person>,
  current: readonly Person[],
  observedAt: number,
): Person[] {
  const present = new Set(current.map(({ person }) => person));
  const changed = current.filter((person) => {
    const before = known.get(person.person);
    return before === undefined || !isSame(before, person);
  });
  const left = [...known.values()]
    .filter(({ person, active }) => active && !present.has(person))
    .map((person): Person => ({
      ...person,
      active: false,
      departments: [],
      roles: [],
      manager: null,
      erpUserId: null,
      erpUserName: null,
      binding: 'UNBOUND',
      observedAt,
    }));
  return [...changed, ...left];
}

function isSame(a: Person, b: Person): boolean {
  return printOf(a) === printOf(b);
}

function printOf(person: Person): string {
  const entries = Object.entries({ ...person, observedAt: 0 });
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
