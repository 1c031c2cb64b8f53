import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { App, Organisation, User } from '../organisation/organisation.js';

const base = { generation: 'oapi', counted: false, method: 'ANY' } as const;
const pageSizeMax = 100;

/** People: by id, mobile or union id, and by department. Directory calls do not count against the monthly quota. */
export function directoryUserRoutes(): readonly VendorRoute[] {
  return [
    call('/topapi/v2/user/get', 'qyapi_get_member', (request) => ({
      result: describeUser(request.app, request.organisation, requireUser(request, 'userid')),
    })),
    call('/topapi/v2/user/getbymobile', 'qyapi_get_member_by_mobile', (request) => ({
      result: { userid: findByMobile(request).userId },
    })),
    call('/topapi/user/getbyunionid', 'qyapi_get_member', (request) => ({
      result: { contact_type: 0, userid: findByUnionId(request).userId },
    })),
    call('/topapi/user/listid', 'qyapi_get_member', (request) => ({
      result: { userid_list: membersOf(request).map(({ userId }) => userId) },
    })),
    call('/topapi/v2/user/list', 'qyapi_get_member', (request) => ({
      result: page(request, (user) => describeUser(request.app, request.organisation, user)),
    })),
    call('/topapi/user/listsimple', 'qyapi_get_member', (request) => ({
      result: page(request, ({ userId, name }) => ({ userid: userId, name })),
    })),
  ];
}

function call(path: string, scope: string, handle: TokenRoute['handle']): TokenRoute {
  const name = path.replace(/^\/topapi\//, '').replaceAll('/', '.');
  return { ...base, name, path, scope, handle };
}

/** The answer of v2/user/get: typed values; what is empty or not permitted is absent. */
function describeUser(app: App, organisation: Organisation, user: User): object {
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
  return Object.fromEntries(
    Object.entries(described).filter(
      ([key, value]) => value !== undefined && (value !== '' || key === 'avatar'),
    ),
  );
}

function requireText({ body, query }: AppRequest, name: string): string {
  const value = field.text(body, name) ?? field.text(query, name);
  if (value === undefined) throw businessError(40035, `缺少参数 ${name}`);
  return value;
}

function requireUser(request: AppRequest, name: string): User {
  const user = request.organisation.users.get(requireText(request, name));
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user;
}

function findByMobile(request: AppRequest): User {
  const mobile = requireText(request, 'mobile');
  if (!/^\+?[\d-]{5,20}$/.test(mobile)) throw businessError(40104, '无效的手机号码');
  const user = [...request.organisation.users.values()].find(
    (each) => each.active && each.mobile === mobile,
  );
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user;
}

function findByUnionId(request: AppRequest): User {
  const unionId = requireText(request, 'unionid');
  const user = [...request.organisation.users.values()].find((each) => each.unionId === unionId);
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user;
}

/** The people of one department, without those of the departments below it. */
function membersOf(request: AppRequest): readonly User[] {
  const deptId = Number(requireText(request, 'dept_id'));
  const { departments, users } = request.organisation;
  if (!departments.has(deptId)) throw businessError(60003, '部门不存在');
  return [...users.values()].filter(({ deptIds }) => deptIds.includes(deptId));
}

function page(request: AppRequest, describe: (user: User) => object): object {
  const size = field.integer(request.body, 'size') ?? 0;
  const cursor = field.integer(request.body, 'cursor') ?? 0;
  if (size < 1 || size > pageSizeMax || cursor < 0)
    throw businessError(400002, '无效的参数：size或cursor');
  const members = membersOf(request);
  const until = cursor + size;
  const list = members.slice(cursor, until).map(describe);
  return until < members.length
    ? { has_more: true, next_cursor: until, list }
    : { has_more: false, list };
}
