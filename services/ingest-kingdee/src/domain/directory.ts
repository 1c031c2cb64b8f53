/** A user of DingTalk as its directory gives it. */
export interface DingTalkUser {
  readonly userId: string;
  readonly name: string;
  readonly mobile: string | null;
  readonly jobNumber: string | null;
  readonly departmentIds: readonly string[];
  /** Departments this person leads. */
  readonly leaderOf: readonly string[];
  readonly managerUserId: string | null;
}

export interface DingTalkDirectory {
  readonly departments: readonly { readonly id: string; readonly parentId: string | null }[];
  readonly users: readonly DingTalkUser[];
  readonly roles: readonly { readonly name: string; readonly userIds: readonly string[] }[];
}

/** A user of the ERP. */
export interface ErpUser {
  readonly userId: string;
  /** Login name. */
  readonly userName: string;
  readonly mobile: string | null;
  readonly jobNumber: string | null;
  readonly disabled: boolean;
}

const depthMax = 50;

/** Own departments first, then their ancestors, nearest first, each once. */
export function departmentsOf(user: DingTalkUser, directory: DingTalkDirectory): string[] {
  const parents = new Map(directory.departments.map(({ id, parentId }) => [id, parentId]));
  const found = new Set(user.departmentIds);
  let level: readonly string[] = user.departmentIds;
  for (let depth = 0; depth < depthMax && level.length > 0; depth += 1) {
    level = level.flatMap((id) => parents.get(id) ?? []).filter((id) => !found.has(id));
    for (const id of level) found.add(id);
  }
  return [...found];
}

/**
 * Who decides above a person: the manager DingTalk names, else the leader of the nearest department, upwards, that
 * somebody else leads. Null at the top.
 */
export function managerOf(user: DingTalkUser, directory: DingTalkDirectory): string | null {
  const present = new Set(directory.users.map(({ userId }) => userId));
  const { managerUserId, userId } = user;
  if (managerUserId !== null && managerUserId !== userId && present.has(managerUserId)) {
    return managerUserId;
  }
  for (const department of departmentsOf(user, directory)) {
    const leader = directory.users.find(
      (other) => other.userId !== userId && other.leaderOf.includes(department),
    );
    if (leader !== undefined) return leader.userId;
  }
  return null;
}

export function rolesOf(user: DingTalkUser, directory: DingTalkDirectory): string[] {
  const names = directory.roles
    .filter(({ userIds }) => userIds.includes(user.userId))
    .map(({ name }) => name);
  return [...new Set(names)].toSorted();
}
