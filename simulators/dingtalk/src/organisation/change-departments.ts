import type { World } from '../world.js';
import { childrenOf } from './departments.js';
import { emit } from './emit.js';
import type { Department, Organisation, Role } from './organisation.js';

const firstDeptId = 520_000_001;

/** Adds a department and tells the applications (`org_dept_create`). */
export function addDepartment(
  world: World,
  organisation: Organisation,
  fields: Omit<Department, 'deptId'>,
): Department {
  const { departments } = organisation;
  const deptId = Math.max(firstDeptId, ...[...departments.keys()].map((each) => each + 1));
  const department = { ...fields, deptId };
  departments.set(deptId, department);
  tell(world, organisation, 'org_dept_create', deptId);
  return department;
}

/** Changes a department and tells the applications (`org_dept_modify`). */
export function modifyDepartment(
  world: World,
  organisation: Organisation,
  department: Department,
  fields: Partial<Omit<Department, 'deptId'>>,
): Department {
  Object.assign(department, fields);
  tell(world, organisation, 'org_dept_modify', department.deptId);
  return department;
}

/** Removes an empty department and tells the applications (`org_dept_remove`); returns why it cannot. */
export function removeDepartment(
  world: World,
  organisation: Organisation,
  { deptId, parentId }: Department,
): 'root' | 'has departments' | 'has people' | undefined {
  if (parentId === 0) return 'root';
  if (childrenOf(organisation, deptId).length > 0) return 'has departments';
  if ([...organisation.users.values()].some(({ deptIds }) => deptIds.includes(deptId)))
    return 'has people';
  organisation.departments.delete(deptId);
  tell(world, organisation, 'org_dept_remove', deptId);
  return undefined;
}

/** Lets exactly these people have a role and tells the applications (`label_user_change`). */
export function giveRole(
  world: World,
  organisation: Organisation,
  { roleId }: Role,
  userIds: readonly string[],
): void {
  const changed = { add: [] as string[], remove: [] as string[] };
  for (const user of organisation.users.values()) {
    const has = user.roleIds.includes(roleId);
    const shall = userIds.includes(user.userId);
    if (has === shall) continue;
    changed[shall ? 'add' : 'remove'].push(user.userId);
    user.roleIds = shall
      ? [...user.roleIds, roleId]
      : user.roleIds.filter((each) => each !== roleId);
  }
  for (const action of ['add', 'remove'] as const) {
    if (changed[action].length === 0) continue;
    const data = { userIdList: changed[action], action, labelIdList: [roleId] };
    emit(world, { organisation, eventType: 'label_user_change', data, counted: false });
  }
}

function tell(world: World, organisation: Organisation, eventType: string, deptId: number): void {
  const data = { timeStamp: String(world.clock.now()), deptId: [deptId] };
  emit(world, { organisation, eventType, data, counted: false });
}
