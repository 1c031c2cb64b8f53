import { ControlError, type ControlRoute, type JsonSchema } from '@hub/simulator-kit';
import { passwordStates, type AppState, type Denial, type UserState } from '../auth/access.js';
import type { AccountSet } from '../database/account-set.js';
import type { Server } from '../protocol/method.js';
import { findAccount, findBill, findUser } from './find-bill.js';
import { billPath } from './on-bill.js';

const accessSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    denials: {
      type: 'array',
      description: 'Rights that people do not have; the list replaces the one before. * is all.',
      items: {
        type: 'object',
        required: ['userName', 'form', 'operation'],
        additionalProperties: false,
        properties: {
          userName: { type: 'string' },
          form: { type: 'string' },
          operation: {
            type: 'string',
            description:
              'Method or operation number: View covers queries, Save, Submit, Audit, UnAudit, Delete, WorkflowAudit, Push, BillClose, …',
          },
        },
      },
    },
    users: {
      type: 'array',
      items: {
        type: 'object',
        required: ['userName'],
        additionalProperties: false,
        properties: {
          userName: { type: 'string' },
          locked: { type: 'boolean' },
          password: { enum: passwordStates },
          licensed: {
            type: 'boolean',
            description: 'Without a licence every call gets MsgCode 7.',
          },
          organisations: {
            type: 'array',
            items: { type: 'string' },
            description: 'Numbers of the organisations whose bills the user sees; empty for all.',
          },
        },
      },
    },
    apps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['appId'],
        additionalProperties: false,
        properties: {
          appId: { type: 'string' },
          users: {
            type: 'array',
            items: { type: 'string' },
            description: 'Login names that the application may log in as; * for everybody.',
          },
          addresses: {
            type: 'array',
            items: { type: 'string' },
            description: 'Addresses that may use it; empty for all.',
          },
        },
      },
    },
  },
};

interface AccessBody {
  readonly denials?: readonly Denial[];
  readonly users?: readonly (Partial<UserState> & { readonly userName: string })[];
  readonly apps?: readonly (Partial<AppState> & { readonly appId: string })[];
}

/** Rights, licences, locked people and applications; editing locks and open questions on bills. */
export function accessRoutes(server: Server): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/access/{acctId}',
      summary: 'What people and applications may do in an account set.',
      handle: ({ params }) => describeAccess(findAccount(server, params['acctId'])),
    },
    {
      method: 'PUT',
      path: '/control/access/{acctId}',
      summary: 'Changes what people and applications may do; what is not named stays.',
      body: accessSchema,
      handle: ({ params, body }) => {
        const account = findAccount(server, params['acctId']);
        setAccess(account, body as AccessBody);
        server.erp.journal.append('access.changed', { acctId: account.acctId, change: body });
        return describeAccess(account);
      },
    },
    {
      method: 'POST',
      path: `${billPath}/lock`,
      summary: 'Somebody has the bill open for editing (网络控制): calls of others get MsgCode 13.',
      body: byPerson,
      handle: ({ params, body }) => {
        const { account, form, row } = findBill(server, params);
        const { by } = body as { by: string };
        account.locks.set(form.id, row.id, { lockedBy: findUser(account, by).userName });
      },
    },
    {
      method: 'POST',
      path: `${billPath}/question`,
      summary:
        'The next operations on the bill ask a question that only InterationFlags with the flag, or IgnoreInterationFlag, answers.',
      body: {
        type: 'object',
        required: ['flag', 'message'],
        additionalProperties: false,
        properties: {
          flag: { type: 'string', description: 'E.g. STK_InvCheckResult.' },
          message: { type: 'string' },
        },
      },
      handle: ({ params, body }) => {
        const { account, form, row } = findBill(server, params);
        account.locks.set(form.id, row.id, {
          question: body as { flag: string; message: string },
        });
      },
    },
    {
      method: 'DELETE',
      path: `${billPath}/lock`,
      summary: 'Takes the editing lock and the question away.',
      handle: ({ params }) => {
        const { account, form, row } = findBill(server, params);
        account.locks.clear(form.id, row.id);
      },
    },
  ];
}

const byPerson: JsonSchema = {
  type: 'object',
  required: ['by'],
  additionalProperties: false,
  properties: { by: { type: 'string', description: 'Login name.' } },
};

function setAccess(account: AccountSet, { denials, users = [], apps = [] }: AccessBody): void {
  const named = apps.map((each) => {
    const app = account.apps.find(({ appId }) => appId === each.appId);
    if (app === undefined) throw new ControlError(404, `no application "${each.appId}"`);
    return { app, each };
  });
  const people = users.map((each) => ({ user: findUser(account, each.userName), each }));
  if (denials !== undefined) account.access.denials = denials;
  for (const { user, each } of people) {
    const { locked, password, licensed, organisations } = each;
    account.access.setUser(user.userName, {
      ...(locked === undefined ? {} : { locked }),
      ...(password === undefined ? {} : { password }),
      ...(licensed === undefined ? {} : { licensed }),
      ...(organisations === undefined ? {} : { organisations }),
    });
    if (locked === false) user.wrongPasswords = 0;
  }
  for (const { app, each } of named) {
    account.access.setApp(app, {
      ...(each.users === undefined ? {} : { users: each.users }),
      ...(each.addresses === undefined ? {} : { addresses: each.addresses }),
    });
  }
}

function describeAccess(account: AccountSet): object {
  return {
    denials: account.access.denials,
    users: account.users.map(({ userName }) => ({
      userName,
      ...account.access.userState(userName),
    })),
    apps: account.apps.map((app) => ({ appId: app.appId, ...account.access.appState(app) })),
  };
}
