import { ControlError, type ControlRoute, type JsonSchema } from '@hub/simulator-kit';
import type { AccountSet } from '../database/account-set.js';
import { addPerson } from '../database/seed-account.js';
import type { Server } from '../protocol/method.js';
import { defaultSwitches, switchSchemas, type Switches } from '../switches.js';
import { findAccount } from './find-bill.js';
import { printAccount } from './printed-account.js';

const switchesSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: switchSchemas,
};

const newUser: JsonSchema = {
  type: 'object',
  required: ['acctId', 'userName', 'name', 'jobNumber', 'mobile', 'department'],
  additionalProperties: false,
  properties: {
    acctId: { type: 'string' },
    userName: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,40}$' },
    name: { type: 'string' },
    jobNumber: { type: 'string' },
    mobile: { type: 'string' },
    department: { type: 'string', description: 'Number.' },
    title: { type: 'string' },
    roles: { type: 'array', items: { type: 'string' } },
    leads: { type: 'boolean', description: 'Leads the department, beside who led it before.' },
  },
};

const endSessions: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { acctId: { type: 'string' }, userName: { type: 'string' } },
};

/** Account sets, people, sessions and switches. */
export function companyRoutes(server: Server): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/accounts',
      summary: 'Account sets with what a client needs to log in, and their people and base data.',
      handle: () => ({ accounts: server.accounts.map(describeAccount) }),
    },
    {
      method: 'POST',
      path: '/control/users',
      summary: 'Adds a person as employee and user.',
      body: newUser,
      handle: ({ body }) => addUser(server, body as NewUser),
    },
    {
      method: 'POST',
      path: '/control/sessions/expire',
      summary: 'Ends sessions: all, those of an account set, or those of a user.',
      body: endSessions,
      handle: ({ body }) => {
        const { acctId, userName } = body as { acctId?: string; userName?: string };
        const ended = server.sessions.endWhere(
          ({ account, user }) =>
            (acctId ?? account.acctId) === account.acctId &&
            (userName ?? user.userName) === user.userName,
        );
        server.erp.journal.append('sessions.ended', { ended, acctId, userName });
        return { ended };
      },
    },
    {
      method: 'GET',
      path: '/control/switches',
      summary: 'Behaviour that differs between sites, as it stands and as it stood at start.',
      handle: () => ({
        switches: server.erp.switches,
        defaults: defaultSwitches,
        descriptions: Object.fromEntries(
          Object.entries(switchSchemas).map(([name, schema]) => [name, schema['description']]),
        ),
      }),
    },
    {
      method: 'PUT',
      path: '/control/switches',
      summary: 'Sets switches; those not named stay.',
      body: switchesSchema,
      handle: ({ body }) => {
        Object.assign(server.erp.switches, body as Partial<Switches>);
        return { switches: server.erp.switches };
      },
    },
  ];
}

interface NewUser {
  readonly acctId: string;
  readonly userName: string;
  readonly name: string;
  readonly jobNumber: string;
  readonly mobile: string;
  readonly department: string;
  readonly title?: string;
  readonly roles?: readonly string[];
  readonly leads?: boolean;
}

function addUser(server: Server, given: NewUser): object {
  const account = findAccount(server, given.acctId);
  if (account.userByName(given.userName) !== undefined) {
    throw new ControlError(409, `user "${given.userName}" exists already`);
  }
  const departments = account.erp.forms.get('BD_Department');
  if (account.rowByNumber(departments, given.department) === undefined) {
    throw new ControlError(404, `no department "${given.department}"`);
  }
  const user = addPerson(account, {
    name: given.name,
    mobile: given.mobile,
    jobNumber: given.jobNumber,
    title: given.title ?? '',
    department: given.department,
    roles: given.roles ?? [],
    leads: given.leads === true,
    erpLogin: given.userName,
  });
  server.erp.journal.append('user.added', { acctId: given.acctId, userName: given.userName });
  return { userId: user?.userId, userName: user?.userName, password: user?.password };
}

function describeAccount(account: AccountSet): object {
  const { forms } = account.erp;
  const listed = (formId: string): object[] =>
    [...account.rows(forms.get(formId))].map((row) => ({
      id: row.id,
      number: account.numberOf(forms.get(formId), row),
      name: row.values['FName'],
    }));
  return {
    ...printAccount(account),
    name: account.company.name,
    currency: account.company.currency,
    people: account.users.map((user) => ({
      userId: user.userId,
      userName: user.userName,
      name: user.name,
      roles: user.roles,
      departmentId: user.departmentId,
      leads: user.leads,
    })),
    departments: listed('BD_Department'),
    suppliers: listed('BD_Supplier'),
    currencies: [...account.rows(forms.get('BD_Currency'))].map((row) => row.values['FCODE']),
    forms: forms.all
      .filter((form) => form.file.template !== undefined)
      .map((form) => ({ id: form.id, name: form.name })),
  };
}
