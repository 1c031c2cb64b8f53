import type { Organisation, User } from '../organisation/organisation.js';
import type { FlowStep } from './approval-template.js';

/** The people of a step; empty when there is nobody, and then the step is passed over. */
export function approversOf(
  organisation: Organisation,
  originator: User,
  { approvers }: FlowStep,
  chosen: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  switch (approvers.kind) {
    case 'users':
      return approvers.userIds;
    case 'manager':
      return originator.managerUserId === undefined ? [] : [originator.managerUserId];
    case 'role':
      return holdersOf(organisation, approvers.role);
    case 'chosen':
      return chosen.get(approvers.actionerKey) ?? [];
  }
}

export function holdersOf(organisation: Organisation, roleName: string): readonly string[] {
  const role = [...organisation.roles.values()].find(({ name }) => name === roleName);
  if (role === undefined) return [];
  return [...organisation.users.values()]
    .filter(({ roleIds }) => roleIds.includes(role.roleId))
    .map(({ userId }) => userId);
}
