import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { describeUser } from './describe-user.js';

const base = { generation: 'oapi', counted: false, method: 'ANY' } as const;
const pageSizeMax = 100;

/** People: by id, mobile or union id, and by department. Directory calls do not count against the monthly quota. */
export function directoryUserRoutes(world: World): readonly VendorRoute[] {
  return [
    call('/topapi/v2/user/get', 'qyapi_get_member', (request) => ({
      result: describeUser(world, request, requireUser(request, 'userid')),
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
      result: page(request, (user) => describeUser(world, request, user)),
    })),
    call('/topapi/user/count', 'qyapi_get_member', ({ body, organisation }) => {
      const onlyActive = field.flag(body, 'only_active');
      const people = [...organisation.users.values()];
      return { result: { count: people.filter(({ active }) => active || !onlyActive).length } };
    }),
    call('/topapi/user/listadmin', 'qyapi_get_member', ({ organisation }) => ({
      result: [...organisation.users.values()]
        .filter(({ admin }) => admin)
        .map(({ userId }) => ({ userid: userId, sys_level: 1 })),
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

function requireText({ body }: AppRequest, name: string): string {
  const value = field.text(body, name);
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
