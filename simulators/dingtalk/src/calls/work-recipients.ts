import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest } from '../http/vendor-route.js';
import { ancestorsOf } from '../organisation/departments.js';
import type { World } from '../world.js';

const userIdsMax = 100;
const deptIdsMax = 20;

export interface WorkRecipients {
  readonly toAll: boolean;
  readonly byDepartment: boolean;
  /** Everybody meant, once; among them people who do not exist. */
  readonly userIds: readonly string[];
  readonly invalidDepts: readonly string[];
}

/** Whom a work notification is for: named people, departments with all below them, or everybody. */
export function readRecipients(world: World, { body, organisation }: AppRequest): WorkRecipients {
  const people = [...organisation.users.values()];
  if (field.flag(body, 'to_all_user')) {
    const userIds = people.map(({ userId }) => userId);
    return { toAll: true, byDepartment: false, userIds, invalidDepts: [] };
  }
  const named = field.texts(body, 'userid_list') ?? [];
  const deptTexts = field.texts(body, 'dept_id_list') ?? [];
  if (named.length > userIdsMax || deptTexts.length > deptIdsMax)
    throw businessError(400002, '接收人数量超过上限');
  if (named.length + deptTexts.length === 0)
    throw businessError(40035, '缺少参数 userid_list or dept_id_list');
  const invalidDepts = deptTexts.filter((each) => !organisation.departments.has(Number(each)));
  const deptIds = deptTexts.map(Number);
  const within = (deptId: number): boolean =>
    ancestorsOf(organisation, deptId).some((each) => deptIds.includes(each));
  const members = deptIds.length === 0 ? [] : people.filter((user) => user.deptIds.some(within));
  const userIds = [...new Set([...named, ...members.map(({ userId }) => userId)])];
  if (userIds.length > world.settings.workRecipientsMax)
    throw businessError(400002, '接收人数量超过上限');
  return { toAll: false, byDepartment: deptTexts.length > 0, userIds, invalidDepts };
}
