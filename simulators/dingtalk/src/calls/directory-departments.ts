import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { ancestorsOf, childrenOf } from '../organisation/departments.js';
import { rootDeptId, type Department } from '../organisation/organisation.js';

const base = {
  generation: 'oapi',
  counted: false,
  method: 'ANY',
  scope: 'qyapi_get_department_list',
} as const;

/** The tree of departments, one level a call. */
export function directoryDepartmentRoutes(): readonly VendorRoute[] {
  return [
    call('/topapi/v2/department/listsub', (request) => ({
      result: childrenOf(request.organisation, requireDepartment(request).deptId).map((each) => ({
        dept_id: each.deptId,
        name: each.name,
        parent_id: each.parentId,
        auto_add_user: false,
        create_dept_group: false,
      })),
    })),
    call('/topapi/v2/department/listsubid', (request) => ({
      result: {
        dept_id_list: childrenOf(request.organisation, requireDepartment(request).deptId).map(
          ({ deptId }) => deptId,
        ),
      },
    })),
    call('/topapi/v2/department/get', (request) => ({
      result: describeDepartment(request, requireDepartment(request)),
    })),
    call('/topapi/v2/department/listparentbydept', (request) => ({
      result: {
        parent_id_list: ancestorsOf(request.organisation, requireDepartment(request).deptId),
      },
    })),
    call('/topapi/v2/department/listparentbyuser', (request) => ({
      result: { parent_list: parentsOfUser(request) },
    })),
  ];
}

function call(path: string, handle: TokenRoute['handle']): TokenRoute {
  const name = path.replace(/^\/topapi\//, '').replaceAll('/', '.');
  return { ...base, name, path, handle };
}

function requireDepartment({ body, organisation }: AppRequest): Department {
  const deptId = field.integer(body, 'dept_id') ?? rootDeptId;
  const department = organisation.departments.get(deptId);
  if (department === undefined) throw businessError(60003, '部门不存在');
  return department;
}

function describeDepartment({ organisation }: AppRequest, department: Department): object {
  const { deptId, name, order, parentId } = department;
  const leaders = [...organisation.users.values()].filter(({ leads }) => leads.includes(deptId));
  return {
    dept_id: deptId,
    name,
    ...(deptId === rootDeptId ? {} : { parent_id: parentId }),
    order,
    auto_add_user: false,
    create_dept_group: false,
    hide_dept: false,
    dept_manager_userid_list: leaders.map(({ userId }) => userId),
  };
}

function parentsOfUser({ body, organisation }: AppRequest): object[] {
  const userId = field.text(body, 'userid');
  if (userId === undefined) throw businessError(40035, '缺少参数 userid');
  const user = organisation.users.get(userId);
  if (user === undefined) throw businessError(60121, '找不到该用户');
  return user.deptIds.map((deptId) => ({ parent_dept_id_list: ancestorsOf(organisation, deptId) }));
}
