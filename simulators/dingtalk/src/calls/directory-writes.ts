import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import {
  addDepartment,
  modifyDepartment,
  removeDepartment,
} from '../organisation/change-departments.js';
import {
  addUser,
  modifyUser,
  removeUser,
  type UserFields,
} from '../organisation/change-directory.js';
import { rootDeptId, type Department, type User } from '../organisation/organisation.js';
import type { World } from '../world.js';

type Fields = Readonly<Record<string, unknown>>;

/** Names of the call, with those of the directory. */
const texts = {
  name: 'name',
  mobile: 'mobile',
  title: 'title',
  job_number: 'jobNumber',
  email: 'email',
  org_email: 'orgEmail',
  telephone: 'telephone',
  work_place: 'workPlace',
  remark: 'remark',
  extension: 'extension',
  manager_userid: 'managerUserId',
} as const;

const refusals = {
  root: () => businessError(60007, '不允许删除根部门'),
  'has departments': () => businessError(60006, '不允许删除有子部门的部门'),
  'has people': () => businessError(60005, '不允许删除有成员的部门'),
} as const;

/**
 * Changes of the directory by an application, as administrators make them in the console; the same events tell of them.
 * Which permission they need is not known, so none is asked for.
 */
export function directoryWriteRoutes(world: World): readonly VendorRoute[] {
  return [
    call('user/create', (request) => ({ result: createUser(world, request) })),
    call('user/update', (request) => {
      modifyUser(world, request.organisation, requireUser(request), readUser(request));
      return {};
    }),
    call('user/delete', (request) => {
      removeUser(world, request.organisation, requireUser(request));
      return {};
    }),
    call('department/create', (request) => {
      const { body, organisation } = request;
      const parentId = field.integer(body, 'parent_id') ?? rootDeptId;
      if (!organisation.departments.has(parentId)) throw businessError(60004, '父部门不存在');
      const name = requireText(body, 'name');
      checkName(request, name, parentId);
      const order = field.integer(body, 'order') ?? 1;
      const { deptId } = addDepartment(world, organisation, { name, parentId, order });
      return { result: { dept_id: deptId } };
    }),
    call('department/update', (request) => {
      const { body, organisation } = request;
      const department = requireDepartment(request);
      const parentId = field.integer(body, 'parent_id') ?? department.parentId;
      const name = field.text(body, 'name') ?? department.name;
      if (name !== department.name) checkName(request, name, parentId);
      modifyDepartment(world, organisation, department, { name, parentId });
      return {};
    }),
    call('department/delete', (request) => {
      const why = removeDepartment(world, request.organisation, requireDepartment(request));
      if (why !== undefined) throw refusals[why]();
      return {};
    }),
  ];
}

function call(name: string, handle: TokenRoute['handle']): TokenRoute {
  return {
    generation: 'oapi',
    counted: false,
    method: 'ANY',
    name: `v2.${name.replaceAll('/', '.')}`,
    path: `/topapi/v2/${name}`,
    handle,
  };
}

function createUser(world: World, request: AppRequest): object {
  const { body, organisation } = request;
  const [name, mobile] = [requireText(body, 'name'), requireText(body, 'mobile')];
  const people = [...organisation.users.values()];
  if (people.some((each) => each.mobile === mobile))
    throw businessError(60104, '手机号码在公司中已存在');
  const userId =
    field.text(body, 'userid') ?? `user${String(world.clock.now())}${String(people.length)}`;
  if (organisation.users.has(userId)) throw businessError(60102, 'UserID在公司中已存在');
  const user = addUser(world, organisation, userId, { ...readUser(request), name, mobile });
  return { userid: user.userId, unionid: user.unionId };
}

/** The fields of a person that the call gives; departments must be there. */
function readUser({ body, organisation }: AppRequest): UserFields {
  const given = Object.entries(texts).flatMap(([theirs, ours]) => {
    const value = field.text(body, theirs);
    return value === undefined ? [] : [[ours, value]];
  });
  const deptIds = field.texts(body, 'dept_id_list')?.map(Number);
  if (deptIds?.some((deptId) => !organisation.departments.has(deptId)) === true)
    throw businessError(60003, '部门不存在');
  const hiredDate = field.integer(body, 'hired_date');
  return {
    ...(Object.fromEntries(given) as UserFields),
    ...(deptIds === undefined ? {} : { deptIds }),
    ...(hiredDate === undefined ? {} : { hiredDate }),
  };
}

function requireText(body: Fields, name: string): string {
  const value = field.text(body, name);
  if (value === undefined) throw businessError(40035, `缺少参数 ${name}`);
  return value;
}

function requireUser({ body, organisation }: AppRequest): User {
  const user = organisation.users.get(requireText(body, 'userid'));
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user;
}

function requireDepartment({ body, organisation }: AppRequest): Department {
  const department = organisation.departments.get(Number(requireText(body, 'dept_id')));
  if (department === undefined) throw businessError(60003, '部门不存在');
  return department;
}

/** Two departments of one name cannot stand beside one another. */
function checkName({ organisation }: AppRequest, name: string, parentId: number): void {
  const taken = [...organisation.departments.values()].some(
    (each) => each.parentId === parentId && each.name === name,
  );
  if (taken) throw businessError(60008, '父部门下该部门名称已存在');
}
