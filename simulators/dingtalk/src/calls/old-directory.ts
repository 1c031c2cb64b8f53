import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { ancestorsOf, childrenOf } from '../organisation/departments.js';
import {
  rootDeptId,
  type Department,
  type Organisation,
  type User,
} from '../organisation/organisation.js';

const member = 'qyapi_get_member';
const departments = 'qyapi_get_department_list';
const pageMax = 100;

/** The directory at its first addresses, outside /topapi, which many clients still call: flat answers, other names. */
export function oldDirectoryRoutes(): readonly VendorRoute[] {
  return [
    call('/user/get', member, (request) => describe(request, requireUser(request))),
    call('/user/getUseridByUnionid', member, ({ organisation, query }) => {
      const user = [...organisation.users.values()].find(
        ({ unionId }) => unionId === query['unionid'],
      );
      if (user === undefined) throw businessError(60121, '找不到该用户');
      return { contactType: 0, userid: user.userId };
    }),
    call('/user/get_by_mobile', 'qyapi_get_member_by_mobile', ({ organisation, query }) => {
      const user = [...organisation.users.values()].find(
        ({ mobile }) => mobile === query['mobile'],
      );
      if (user?.active !== true) throw businessError(60121, '找不到该用户');
      return { userid: user.userId };
    }),
    call('/user/getDeptMember', member, (request) => ({
      userIds: membersOf(request, 'deptId').map(({ userId }) => userId),
    })),
    call('/user/simplelist', member, (request) =>
      page(request, ({ name, userId }) => ({ userid: userId, name })),
    ),
    ...['/user/list', '/user/listbypage'].map((path) =>
      call(path, member, (request) => page(request, (user) => describe(request, user))),
    ),
    call('/user/get_admin', member, ({ organisation }) => ({
      admin_list: [...organisation.users.values()]
        .filter(({ admin }) => admin)
        .map(({ userId }) => ({ userid: userId, sys_level: 1 })),
    })),
    call('/user/get_org_user_count', member, ({ organisation, query }) => {
      const people = [...organisation.users.values()];
      const all = query['onlyActive'] !== '1';
      return { count: people.filter(({ active }) => active || all).length };
    }),
    call('/department/list', departments, (request) => ({
      department: below(request).map((each) => ({
        id: each.deptId,
        name: each.name,
        parentid: each.parentId,
        createDeptGroup: false,
        autoAddUser: false,
      })),
    })),
    call('/department/list_ids', departments, (request) => ({
      sub_dept_id_list: childrenOf(request.organisation, requireDepartment(request).deptId).map(
        ({ deptId }) => deptId,
      ),
    })),
    call('/department/list_parent_depts', departments, (request) => ({
      department: requireUser(request, 'userId').deptIds.map((deptId) =>
        ancestorsOf(request.organisation, deptId),
      ),
    })),
    call('/department/list_parent_depts_by_dept', departments, (request) => ({
      parentIds: ancestorsOf(request.organisation, requireDepartment(request).deptId),
    })),
    call('/department/get', departments, (request) => {
      const { deptId, name, order, parentId } = requireDepartment(request);
      return { id: deptId, name, order, ...(deptId === rootDeptId ? {} : { parentid: parentId }) };
    }),
  ];
}

function call(path: string, scope: string, handle: TokenRoute['handle']): TokenRoute {
  const name = `old${path.replaceAll('/', '.')}`;
  return { generation: 'oapi', counted: false, method: 'GET', name, path, scope, handle };
}

function requireUser({ organisation, query }: AppRequest, name = 'userid'): User {
  const userId = field.text(query, name);
  if (userId === undefined) throw businessError(40035, `缺少参数 ${name}`);
  const user = organisation.users.get(userId);
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user;
}

function requireDepartment({ organisation, query }: AppRequest): Department {
  const deptId = field.integer(query, 'id') ?? rootDeptId;
  const department = organisation.departments.get(deptId);
  if (department === undefined) throw businessError(60003, '部门不存在');
  return department;
}

/** The departments below one: the next level, or all levels. */
function below(request: AppRequest): readonly Department[] {
  const all = request.query['fetch_child'] !== 'false';
  const level = (deptId: number): readonly Department[] =>
    childrenOf(request.organisation, deptId).flatMap((each) =>
      all ? [each, ...level(each.deptId)] : [each],
    );
  const top = requireDepartment(request);
  return top.deptId === rootDeptId && all ? [top, ...level(top.deptId)] : level(top.deptId);
}

function membersOf({ organisation, query }: AppRequest, name: string): readonly User[] {
  const deptId = field.integer(query, name);
  if (deptId === undefined) throw businessError(40035, `缺少参数 ${name}`);
  if (!organisation.departments.has(deptId)) throw businessError(60003, '部门不存在');
  return [...organisation.users.values()].filter(({ deptIds }) => deptIds.includes(deptId));
}

function page(request: AppRequest, show: (user: User) => object): object {
  const offset = field.integer(request.query, 'offset') ?? 0;
  const size = field.integer(request.query, 'size') ?? pageMax;
  if (size < 1 || size > pageMax || offset < 0)
    throw businessError(400002, '无效的参数：size或offset');
  const members = membersOf(request, 'department_id');
  const userlist = members.slice(offset, offset + size).map(show);
  return { hasMore: offset + size < members.length, userlist };
}

function describe({ app, organisation }: AppRequest, user: User): object {
  const may = (scope: string): boolean => app.scopes.includes(scope);
  const shown = {
    userid: user.userId,
    unionid: user.unionId,
    name: user.name,
    position: user.title,
    jobnumber: user.jobNumber,
    mobile: may('fieldMobile') ? user.mobile : undefined,
    email: may('fieldEmail') ? user.email : undefined,
    orgEmail: may('fieldEmail') ? user.orgEmail : undefined,
    tel: user.telephone,
    workPlace: user.workPlace,
    remark: user.remark,
    hiredDate: user.hiredDate,
    department: user.deptIds,
    isLeaderInDepts: leadershipOf(user),
    roles: rolesOf(organisation, user),
    active: user.active,
    isAdmin: user.admin,
    isBoss: false,
    isSenior: false,
    isHide: false,
    avatar: '',
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
}

/** A text that looks like JSON and is none: `{1:false,2:true}`. */
function leadershipOf({ deptIds, leads }: User): string {
  return `{${deptIds.map((deptId) => `${String(deptId)}:${String(leads.includes(deptId))}`).join(',')}}`;
}

function rolesOf({ roles }: Organisation, { roleIds }: User): object[] {
  return roleIds
    .flatMap((roleId) => roles.get(roleId) ?? [])
    .map(({ groupName, name, roleId }) => ({ id: roleId, name, groupName }));
}
