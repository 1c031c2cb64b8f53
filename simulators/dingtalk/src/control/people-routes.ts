import { ControlError, type ControlRoute } from '@hub/simulator-kit';
import {
  addUser,
  modifyUser,
  removeUser,
  type UserFields,
} from '../organisation/change-directory.js';
import type { World } from '../world.js';
import { requireOrganisation, requirePerson } from './lookup.js';

const people = '/control/organisations/{corpId}/people';
const text = { type: 'string', minLength: 1, maxLength: 500 };
const ids = { type: 'array', maxItems: 100, items: { type: 'integer' } };
const userFields = {
  name: text,
  mobile: text,
  title: text,
  jobNumber: { type: 'string' },
  email: text,
  orgEmail: text,
  telephone: text,
  workPlace: text,
  remark: text,
  extension: text,
  hiredDate: { type: 'integer' },
  managerUserId: text,
  deptIds: ids,
  leads: ids,
  roleIds: ids,
  active: { type: 'boolean' },
  admin: { type: 'boolean' },
};

/** The directory as an administrator changes it; every change is told to the applications as an event. */
export function peopleRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: people,
      summary: 'The people of an organisation.',
      handle: (request) => ({ people: [...requireOrganisation(world, request).users.values()] }),
    },
    {
      method: 'POST',
      path: people,
      summary: 'Adds a person; fires user_add_org.',
      body: {
        type: 'object',
        required: ['userId', 'name', 'mobile'],
        additionalProperties: false,
        properties: { userId: text, ...userFields },
      },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const { userId, ...fields } = request.body as UserFields & {
          userId: string;
          name: string;
          mobile: string;
        };
        if (organisation.users.has(userId)) throw new ControlError(409, `user ${userId} exists`);
        return addUser(world, organisation, userId, fields);
      },
    },
    {
      method: 'PUT',
      path: `${people}/{userId}`,
      summary:
        'Changes a person; fires user_modify_org, and user_active_org, org_admin_add or org_admin_remove.',
      body: { type: 'object', additionalProperties: false, properties: userFields },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const user = requirePerson(organisation, request);
        return modifyUser(world, organisation, user, request.body as UserFields);
      },
    },
    {
      method: 'POST',
      path: `${people}/{userId}/login-code`,
      summary:
        'A person opens a page of the application: the code by which the page asks who it is.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const user = requirePerson(organisation, request);
        const [app] = organisation.apps;
        if (app === undefined) throw new ControlError(404, 'no application');
        return { code: world.logins.newCode(app, user) };
      },
    },
    {
      method: 'DELETE',
      path: `${people}/{userId}`,
      summary: 'Removes a person; fires user_leave_org.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        removeUser(world, organisation, requirePerson(organisation, request));
        return { removed: true };
      },
    },
  ];
}
