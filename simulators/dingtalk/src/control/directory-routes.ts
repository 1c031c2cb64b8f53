import { ControlError, type ControlRequest, type ControlRoute } from '@hub/simulator-kit';
import {
  addDepartment,
  giveRole,
  modifyDepartment,
  removeDepartment,
} from '../organisation/change-departments.js';
import type { Department, Organisation, Role } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { requireOrganisation } from './lookup.js';

const departments = '/control/organisations/{corpId}/departments';
const text = { type: 'string', minLength: 1, maxLength: 200 };
const id = { type: 'integer', minimum: 1 };
const changeable = { name: text, parentId: id, order: { type: 'integer' } };

/** Departments and roles as an administrator changes them; every change is told to the applications. */
export function directoryRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: departments,
      summary: 'Adds a department; fires org_dept_create.',
      body: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: changeable,
      },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const { name, order = 0, parentId = 1 } = request.body as Partial<Department>;
        requireParent(organisation, parentId);
        return addDepartment(world, organisation, { name: name ?? '', parentId, order });
      },
    },
    {
      method: 'PUT',
      path: `${departments}/{deptId}`,
      summary: 'Renames or moves a department; fires org_dept_modify.',
      body: { type: 'object', additionalProperties: false, properties: changeable },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const department = requireDepartment(organisation, request);
        const fields = request.body as Partial<Department>;
        if (fields.parentId !== undefined) requireParent(organisation, fields.parentId);
        return modifyDepartment(world, organisation, department, fields);
      },
    },
    {
      method: 'DELETE',
      path: `${departments}/{deptId}`,
      summary: 'Removes a department without people and departments in it; fires org_dept_remove.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const refusal = removeDepartment(
          world,
          organisation,
          requireDepartment(organisation, request),
        );
        if (refusal !== undefined) throw new ControlError(409, refusal);
        return { removed: true };
      },
    },
    {
      method: 'PUT',
      path: '/control/organisations/{corpId}/roles/{roleId}/people',
      summary: 'Gives a role to some people and takes it from others; fires label_user_change.',
      body: {
        type: 'object',
        required: ['userIds'],
        additionalProperties: false,
        properties: { userIds: { type: 'array', maxItems: 1000, items: text } },
      },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const role = requireRole(organisation, request);
        const { userIds } = request.body as { userIds: string[] };
        giveRole(world, organisation, role, userIds);
        return { roleId: role.roleId, userIds };
      },
    },
  ];
}

function requireDepartment({ departments }: Organisation, { params }: ControlRequest): Department {
  const department = departments.get(Number(params['deptId']));
  if (department === undefined) throw new ControlError(404, 'no such department');
  return department;
}

function requireParent({ departments }: Organisation, parentId: number): void {
  if (!departments.has(parentId)) throw new ControlError(400, `no department ${String(parentId)}`);
}

function requireRole({ roles }: Organisation, { params }: ControlRequest): Role {
  const role = roles.get(Number(params['roleId']));
  if (role === undefined) throw new ControlError(404, 'no such role');
  return role;
}
