import { ancestorsOf } from './departments.js';
import type { App, Organisation, User } from './organisation.js';

/** Whether a person works here and an application may be seen by this person. */
export function isReachable(organisation: Organisation, app: App, userId: string): boolean {
  const user = organisation.users.get(userId);
  return user?.active === true && isVisibleTo(organisation, app, user);
}

function isVisibleTo(organisation: Organisation, { visibleTo }: App, user: User): boolean {
  if (visibleTo === undefined || visibleTo.userIds.includes(user.userId)) return true;
  return user.deptIds
    .flatMap((deptId) => ancestorsOf(organisation, deptId))
    .some((deptId) => visibleTo.deptIds.includes(deptId));
}
