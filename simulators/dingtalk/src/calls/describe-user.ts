import type { AppRequest } from '../http/vendor-route.js';
import type { User } from '../organisation/organisation.js';
import type { World } from '../world.js';

/** The answer of v2/user/get: typed values; what is empty or not permitted is absent. */
export function describeUser(
  { settings }: World,
  { app, organisation }: AppRequest,
  user: User,
): object {
  const may = (scope: string): boolean => app.scopes.includes(scope);
  const roles = user.roleIds.flatMap((id) => organisation.roles.get(id) ?? []);
  const described = {
    userid: user.userId,
    unionid: user.unionId,
    name: user.name,
    avatar: '',
    title: user.title,
    job_number: user.jobNumber,
    mobile: may('fieldMobile') ? user.mobile : undefined,
    state_code: may('fieldMobile') ? '86' : undefined,
    email: may('fieldEmail') ? user.email : undefined,
    org_email: may('fieldEmail') ? user.orgEmail : undefined,
    telephone: user.telephone,
    dept_id_list: user.deptIds,
    dept_order_list: user.deptIds.map((dept_id) => ({ dept_id, order: 1 })),
    leader_in_dept: user.deptIds.map((dept_id) => ({
      dept_id,
      leader: user.leads.includes(dept_id),
    })),
    role_list: roles.map(({ roleId, name, groupName }) => ({
      id: roleId,
      name,
      group_name: groupName,
    })),
    manager_userid: user.managerUserId,
    hired_date: user.hiredDate,
    work_place: user.workPlace,
    remark: user.remark,
    extension: user.extension,
    active: user.active,
    admin: user.admin,
    boss: false,
    senior: false,
    real_authed: true,
    hide_mobile: false,
    exclusive_account: false,
  };
  const shown = Object.entries(described).filter(
    ([key, value]) => value !== undefined && (value !== '' || key === 'avatar'),
  );
  const asTexts = settings.userFieldTypes === 'strings';
  return Object.fromEntries(shown.map(([key, value]) => [key, asTexts ? asText(value) : value]));
}

/** Truth values and numbers as the sample of the documents prints them. */
function asText(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asText(each)]));
}
