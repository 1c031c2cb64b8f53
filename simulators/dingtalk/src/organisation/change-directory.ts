import { createHash } from 'node:crypto';
import type { World } from '../world.js';
import { emit } from './emit.js';
import type { Organisation, User } from './organisation.js';

/** Fields of a user that may be given when adding or changing one. */
export type UserFields = Partial<Omit<User, 'userId' | 'unionId'>>;

/** Fields whose change the event describes, with the names it uses. */
const reported = {
  name: 'name',
  jobNumber: 'jobNumber',
  managerUserId: 'managerUserid',
  email: 'email',
  workPlace: 'workPlace',
  hiredDate: 'hiredDate',
} as const;

/** Adds a person and tells the applications (`user_add_org`). */
export function addUser(
  world: World,
  organisation: Organisation,
  userId: string,
  fields: UserFields & { readonly name: string; readonly mobile: string },
): User {
  const unionId = `${createHash('sha256').update(`${organisation.corpId}/${userId}`).digest('hex').slice(0, 22)}iEiE`;
  const user: User = {
    deptIds: [1],
    leads: [],
    roleIds: [],
    active: true,
    admin: false,
    ...fields,
    userId,
    unionId,
  };
  organisation.users.set(userId, user);
  announce(world, organisation, 'user_add_org', { userId: [userId] });
  return user;
}

/** Changes a person and tells the applications (`user_modify_org`) what changed, and who became active or an administrator. */
export function modifyUser(
  world: World,
  organisation: Organisation,
  user: User,
  fields: UserFields,
): User {
  const before = { ...user };
  Object.assign(user, fields);
  const prev: Record<string, unknown> = {};
  const curr: Record<string, unknown> = {};
  for (const [key, name] of Object.entries(reported) as [keyof typeof reported, string][]) {
    if (before[key] === user[key]) continue;
    prev[name] = before[key] ?? '';
    curr[name] = user[key] ?? '';
  }
  const diffInfo = { userid: user.userId, prev, curr };
  const userId = [user.userId];
  announce(world, organisation, 'user_modify_org', { userId, diffInfo });
  if (user.active && !before.active) announce(world, organisation, 'user_active_org', { userId });
  if (user.admin !== before.admin)
    announce(world, organisation, user.admin ? 'org_admin_add' : 'org_admin_remove', { userId });
  return user;
}

/** Removes a person and tells the applications (`user_leave_org`). */
export function removeUser(world: World, organisation: Organisation, user: User): void {
  organisation.users.delete(user.userId);
  for (const group of organisation.groups.values()) {
    group.memberIds = group.memberIds.filter((id) => id !== user.userId);
  }
  announce(world, organisation, 'user_leave_org', { userId: [user.userId] });
}

/** Events about the directory do not count against the quota. */
function announce(world: World, organisation: Organisation, eventType: string, data: object): void {
  const timeStamp = String(world.clock.now());
  emit(world, { organisation, eventType, data: { timeStamp, ...data }, counted: false });
}
