import { backoffMs, HubError, type Clock } from '@hub/core';
import { DingTalkFault } from './faults.js';
import type { OpenApi } from './open-api.js';
import { isFields, type Fields } from './reply.js';

export interface Department {
  readonly id: string;
  readonly name: string;
  /** Null for the root. */
  readonly parentId: string | null;
}

export interface DirectoryUser {
  readonly userId: string;
  readonly unionId: string;
  readonly name: string;
  readonly mobile: string | null;
  readonly jobNumber: string | null;
  readonly title: string | null;
  readonly departmentIds: readonly string[];
  /** Ids of the departments the person leads. */
  readonly leaderOf: readonly string[];
  readonly managerUserId: string | null;
}

export interface Role {
  readonly name: string;
  readonly userIds: readonly string[];
}

export interface Directory {
  readonly departments: readonly Department[];
  readonly users: readonly DirectoryUser[];
  readonly roles: readonly Role[];
}

const rootId = '1';
/** Calls of one kind start this far apart: 12.5 a second, below the 20 that DingTalk allows. */
const spacingMs = 80;
const attemptsMax = 4;
/** A directory that never ends is a fault, not a directory. */
const pagesMax = 10_000;

/** Reads the whole directory of one organisation. Its calls are free of the monthly quota, but not of the rate limit. */
export class DirectoryCrawl {
  readonly #api: OpenApi;
  readonly #clock: Clock;
  readonly #nextAt = new Map<string, number>();
  readonly #over = new AbortController();
  #pages = 0;

  constructor(api: OpenApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  async read(): Promise<Directory> {
    try {
      const departments = await this.#departments();
      const users = await this.#users(departments);
      return { departments, users, roles: await this.#roles() };
    } finally {
      // After a fault the calls that still wait for their turn are not made any more.
      this.#over.abort();
    }
  }

  /** Level by level from the root, since one call tells one level. */
  async #departments(): Promise<readonly Department[]> {
    const found = new Map<string, Department>([
      [rootId, { id: rootId, name: await this.#rootName(), parentId: null }],
    ]);
    for (let level = [rootId]; level.length > 0;) {
      const children = await Promise.all(level.map((id) => this.#childrenOf(id)));
      const fresh = children.flat().filter(({ id }) => !found.has(id));
      for (const department of fresh) found.set(department.id, department);
      level = fresh.map(({ id }) => id);
    }
    return [...found.values()];
  }

  async #rootName(): Promise<string> {
    try {
      const { result } = await this.#call('topapi/v2/department/get', { dept_id: rootId });
      return isFields(result) ? (text(result['name']) ?? '') : '';
    } catch (error) {
      // The root is often hidden from applications; a name is all that is lost.
      if (
        error instanceof DingTalkFault &&
        error.handling === 'permanent' &&
        error.code !== 'DINGTALK_CREDENTIALS'
      )
        return '';
      throw error;
    }
  }

  async #childrenOf(parentId: string): Promise<readonly Department[]> {
    const { result } = await this.#call('topapi/v2/department/listsub', { dept_id: parentId });
    return fieldsIn(result).map((department) => ({
      id: idOf(department['dept_id'], 'a department'),
      name: text(department['name']) ?? '',
      parentId: text(department['parent_id']) ?? parentId,
    }));
  }

  async #users(departments: readonly Department[]): Promise<readonly DirectoryUser[]> {
    const users = new Map<string, DirectoryUser>();
    const members = await Promise.all(
      departments.map(async ({ id }) => ({ id, list: await this.#membersOf(id) })),
    );
    for (const { id, list } of members) {
      for (const member of list) {
        const user = userOf(member, id);
        users.set(user.userId, merged(users.get(user.userId), user));
      }
    }
    return [...users.values()];
  }

  async #membersOf(departmentId: string): Promise<readonly Fields[]> {
    const members: Fields[] = [];
    for (let cursor = 0, more = true; more;) {
      const parameters = { dept_id: departmentId, cursor, size: 100 };
      const { result } = await this.#call('topapi/v2/user/list', parameters);
      const page = isFields(result) ? result : {};
      members.push(...fieldsIn(page['list']));
      const next = Number(page['next_cursor']);
      more = truth(page['has_more']) && next > cursor;
      cursor = next;
    }
    return members;
  }

  async #roles(): Promise<readonly Role[]> {
    const groups = await this.#pagesOf('topapi/role/list', {}, 200);
    const roles = groups.flatMap((group) => fieldsIn(group['roles']));
    return await Promise.all(
      roles.map(async (role) => {
        const roleId = idOf(role['id'], 'a role');
        const people = await this.#pagesOf('topapi/role/simplelist', { role_id: roleId }, 100);
        return {
          name: text(role['name']) ?? '',
          userIds: people.map((person) => idOf(person['userid'], 'a person of a role')),
        };
      }),
    );
  }

  /** Pages of the calls that count by offset. */
  async #pagesOf(
    path: string,
    parameters: Readonly<Record<string, string>>,
    size: number,
  ): Promise<readonly Fields[]> {
    const found: Fields[] = [];
    for (let more = true; more;) {
      const { result } = await this.#call(path, { ...parameters, size, offset: found.length });
      const page = isFields(result) ? result : {};
      const list = fieldsIn(page['list']);
      found.push(...list);
      more = truth(page['hasMore']) && list.length > 0;
    }
    return found;
  }

  /** One call in its turn; a refusal for haste is waited out a few times. */
  async #call(
    path: string,
    parameters: Readonly<Record<string, string | number>>,
  ): Promise<Fields> {
    this.#pages += 1;
    if (this.#pages > pagesMax) {
      throw new HubError(
        'DINGTALK_MALFORMED',
        `the directory has more than ${String(pagesMax)} pages`,
        { retryable: true },
      );
    }
    for (let attempt = 1; ; attempt += 1) {
      await this.#turnOf(path);
      try {
        return await this.#api.oapi(path, parameters);
      } catch (error) {
        const hasty =
          error instanceof HubError &&
          (error.code === 'DINGTALK_QPS' || error.code === 'DINGTALK_BUSY');
        if (!hasty || attempt >= attemptsMax) throw error;
        const wait = 1000 + backoffMs(attempt, { firstMs: 500, maxMs: 4000 }, Math.random());
        await this.#clock.sleep(wait, this.#over.signal);
      }
    }
  }

  async #turnOf(path: string): Promise<void> {
    const now = this.#clock.monotonic();
    const at = Math.max(now, this.#nextAt.get(path) ?? now);
    this.#nextAt.set(path, at + spacingMs);
    if (at > now) await this.#clock.sleep(at - now, this.#over.signal);
  }
}

function userOf(member: Fields, listedIn: string): DirectoryUser {
  const own = Array.isArray(member['dept_id_list']) ? member['dept_id_list'].map(String) : [];
  const named = fieldsIn(member['leader_in_dept'])
    .filter((entry) => truth(entry['leader']))
    .map((entry) => idOf(entry['dept_id'], 'a led department'));
  const leads = truth(member['leader']) && !named.includes(listedIn);
  return {
    userId: idOf(member['userid'], 'a user'),
    unionId: text(member['unionid']) ?? '',
    name: text(member['name']) ?? '',
    mobile: text(member['mobile']),
    jobNumber: text(member['job_number']),
    title: text(member['title']),
    departmentIds: own.length > 0 ? own : [listedIn],
    leaderOf: leads ? [...named, listedIn] : named,
    managerUserId: text(member['manager_userid']),
  };
}

/** A person is listed once per department, and is marked as its leader there only. */
function merged(known: DirectoryUser | undefined, user: DirectoryUser): DirectoryUser {
  if (known === undefined) return user;
  return {
    ...user,
    departmentIds: [...new Set([...known.departmentIds, ...user.departmentIds])],
    leaderOf: [...new Set([...known.leaderOf, ...user.leaderOf])],
    managerUserId: user.managerUserId ?? known.managerUserId,
  };
}

function fieldsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Empty fields are absent or blank. */
function text(value: unknown): string | null {
  const read = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return read === '' ? null : read;
}

/** Booleans come typed, and in some answers as text. */
function truth(value: unknown): boolean {
  return value === true || value === 'true';
}

function idOf(value: unknown, what: string): string {
  const id = text(value);
  if (id !== null) return id;
  throw new HubError('DINGTALK_MALFORMED', `the directory lists ${what} without an id`, {
    retryable: true,
  });
}
