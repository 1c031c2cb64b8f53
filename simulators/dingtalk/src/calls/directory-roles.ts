import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, VendorRoute } from '../http/vendor-route.js';
import type { Role } from '../organisation/organisation.js';

const base = { generation: 'oapi', counted: false, method: 'ANY' } as const;

/** Roles and who has them. */
export function directoryRoleRoutes(): readonly VendorRoute[] {
  return [
    {
      ...base,
      name: 'role.list',
      path: '/topapi/role/list',
      scope: 'qyapi_get_department_list',
      handle: (request) => {
        const { from, size } = readPage(request, 200);
        const roles = [...request.organisation.roles.values()];
        const shown = roles.slice(from, from + size);
        return { result: { hasMore: from + size < roles.length, list: byGroup(shown) } };
      },
    },
    {
      ...base,
      name: 'role.getrole',
      path: '/topapi/role/getrole',
      scope: 'qyapi_get_department_list',
      handle: ({ body, organisation }) => {
        const role = organisation.roles.get(field.integer(body, 'roleId') ?? 0);
        if (role === undefined) throw businessError(400002, '无效的参数：roleId');
        return { role: { groupId: role.groupId, name: role.name } };
      },
    },
    {
      ...base,
      name: 'role.getrolegroup',
      path: '/topapi/role/getrolegroup',
      scope: 'qyapi_get_department_list',
      handle: ({ body, organisation }) => {
        const groupId = field.integer(body, 'group_id');
        const roles = [...organisation.roles.values()].filter((role) => role.groupId === groupId);
        const [first] = roles;
        if (first === undefined) throw businessError(400002, '无效的参数：group_id');
        const shown = roles.map(({ name, roleId }) => ({ role_id: roleId, role_name: name }));
        return { role_group: { group_name: first.groupName, roles: shown } };
      },
    },
    {
      ...base,
      name: 'role.simplelist',
      path: '/topapi/role/simplelist',
      scope: 'qyapi_get_department_member',
      handle: (request) => {
        const { from, size } = readPage(request, 100);
        const roleId = field.integer(request.body, 'role_id') ?? 0;
        if (!request.organisation.roles.has(roleId))
          throw businessError(400002, '无效的参数：role_id');
        const holders = [...request.organisation.users.values()].filter(({ roleIds }) =>
          roleIds.includes(roleId),
        );
        const until = from + size;
        const list = holders
          .slice(from, until)
          .map(({ userId, name }) => ({ userid: userId, name, manageScopes: [] }));
        const more = until < holders.length;
        return { result: { hasMore: more, ...(more ? { nextCursor: until } : {}), list } };
      },
    },
  ];
}

function readPage({ body }: AppRequest, sizeMax: number): { from: number; size: number } {
  const size = field.integer(body, 'size') ?? 20;
  const from = field.integer(body, 'offset') ?? 0;
  if (size < 1 || size > sizeMax || from < 0)
    throw businessError(400002, '无效的参数：size或offset');
  return { from, size };
}

function byGroup(roles: readonly Role[]): object[] {
  const groupIds = [...new Set(roles.map(({ groupId }) => groupId))];
  return groupIds.map((groupId) => {
    const own = roles.filter((role) => role.groupId === groupId);
    return {
      groupId,
      name: own[0]?.groupName ?? '',
      roles: own.map(({ roleId, name }) => ({ id: roleId, name })),
    };
  });
}
