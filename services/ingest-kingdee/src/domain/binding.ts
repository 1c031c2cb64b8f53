import type { Binding } from '@hub/schemas';
import type { DingTalkUser, ErpUser } from './directory.js';

/** A binding that a person wrote down because matching cannot find it. */
export interface ListedBinding {
  readonly userId: string;
  readonly erpUserName: string;
}

export interface Bound {
  readonly binding: Binding;
  readonly erpUser: ErpUser | null;
}

const unbound: Bound = { binding: 'UNBOUND', erpUser: null };
const ambiguous: Bound = { binding: 'AMBIGUOUS', erpUser: null };

/**
 * Which ERP user each DingTalk user is, by DingTalk user id.
 *
 * What is listed goes before the mobile number, the mobile number before the job number. One ERP user is never bound to two
 * people: where a match is not one to one nobody is bound, because a wrong binding lets somebody approve as another.
 */
export function bindPeople(
  people: readonly DingTalkUser[],
  erpUsers: readonly ErpUser[],
  listed: readonly ListedBinding[],
): ReadonlyMap<string, Bound> {
  const enabled = erpUsers.filter(({ disabled }) => !disabled);
  const byMobile = indexOf(enabled, ({ mobile }) => normaliseMobile(mobile));
  const byJobNumber = indexOf(enabled, ({ jobNumber }) => normaliseJobNumber(jobNumber));
  const byName = indexOf(enabled, ({ userName }) => userName.toLowerCase());
  const names = new Map(listed.map(({ userId, erpUserName }) => [userId, erpUserName]));

  const found = new Map<string, Bound>();
  for (const person of people) {
    const name = names.get(person.userId);
    found.set(
      person.userId,
      name === undefined
        ? (match('MOBILE', byMobile, normaliseMobile(person.mobile)) ??
            match('JOB_NUMBER', byJobNumber, normaliseJobNumber(person.jobNumber)) ??
            unbound)
        : // A listed name that is wrong must not fall back to a guess: somebody meant something else.
          (match('LISTED', byName, name.toLowerCase()) ?? unbound),
    );
  }
  return withoutSharedUsers(found);
}

/** `+86 138-0000-1001` and `13800001001` are the same number. */
export function normaliseMobile(mobile: string | null): string | null {
  const digits = (mobile ?? '').replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return digits.length < 7 ? null : digits;
}

function normaliseJobNumber(jobNumber: string | null): string | null {
  const text = (jobNumber ?? '').trim().toLowerCase();
  return text === '' ? null : text;
}

function indexOf(
  users: readonly ErpUser[],
  keyOf: (user: ErpUser) => string | null,
): ReadonlyMap<string, readonly ErpUser[]> {
  const index = new Map<string, ErpUser[]>();
  for (const user of users) {
    const key = keyOf(user);
    if (key === null) continue;
    index.set(key, [...(index.get(key) ?? []), user]);
  }
  return index;
}

function match(
  binding: Binding,
  index: ReadonlyMap<string, readonly ErpUser[]>,
  key: string | null,
): Bound | null {
  const [erpUser, ...others] = key === null ? [] : (index.get(key) ?? []);
  if (erpUser === undefined) return null;
  return others.length > 0 ? ambiguous : { binding, erpUser };
}

/** Takes away what several people claim; a listed claim stands against found ones, not against another listed one. */
function withoutSharedUsers(found: ReadonlyMap<string, Bound>): ReadonlyMap<string, Bound> {
  const claims = new Map<string, Bound[]>();
  for (const bound of found.values()) {
    if (bound.erpUser === null) continue;
    const { userId } = bound.erpUser;
    claims.set(userId, [...(claims.get(userId) ?? []), bound]);
  }
  const stands = (bound: Bound): boolean => {
    if (bound.erpUser === null) return true;
    const rivals = (claims.get(bound.erpUser.userId) ?? []).filter((other) => other !== bound);
    return rivals.every((rival) => bound.binding === 'LISTED' && rival.binding !== 'LISTED');
  };
  return new Map([...found].map(([id, bound]) => [id, stands(bound) ? bound : ambiguous]));
}
