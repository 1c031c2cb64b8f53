import { ControlError, type ControlRoute } from '@hub/simulator-kit';
import { consoleKeys } from '../callbacks/callback-book.js';
import { isRobotOf, type App, type Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { requireOrganisation } from './lookup.js';

const path = '/control/organisations';

/** What `npm run simulators` prints of an organisation: all that a client needs. */
export interface OrganisationSummary {
  readonly corpId: string;
  readonly name: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly agentId: number;
  readonly robotCode: string;
  readonly users: readonly {
    readonly userId: string;
    readonly name: string;
    readonly mobile: string;
  }[];
  readonly groups: readonly {
    readonly openConversationId: string;
    readonly title: string;
    readonly webhook: string;
    readonly secret: string;
  }[];
  readonly cardTemplateIds: readonly string[];
  /** What the console shows for HTTP callbacks of the application. */
  readonly callback: { readonly token: string; readonly aesKey: string };
}

export function summarise(organisation: Organisation, address: string): OrganisationSummary {
  const [app] = organisation.apps;
  if (app === undefined) throw new Error(`organisation ${organisation.corpId} has no application`);
  const { appKey, appSecret, agentId, robotCode } = app;
  const { aesKey, token } = consoleKeys(app);
  return {
    corpId: organisation.corpId,
    name: organisation.name,
    appKey,
    appSecret,
    agentId,
    robotCode,
    users: [...organisation.users.values()].map(({ userId, name, mobile }) => ({
      userId,
      name,
      mobile,
    })),
    groups: [...organisation.groups.values()].map(
      ({ openConversationId, title, secret, webhookToken }) => ({
        openConversationId,
        title,
        webhook: `${address}/robot/send?access_token=${webhookToken}`,
        secret,
      }),
    ),
    cardTemplateIds: [...organisation.templates.keys()],
    callback: { token, aesKey },
  };
}

/** Organisations, their applications and groups: what an administrator sets in the console. */
export function organisationRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path,
      summary: 'All organisations with application credentials, people, groups and card templates.',
      handle: () => ({
        organisations: world.organisations.list().map((each) => summarise(each, world.address)),
      }),
    },
    {
      method: 'GET',
      path: `${path}/{corpId}`,
      summary:
        'One organisation: departments, roles, people, groups, applications, use of the monthly quota.',
      handle: (request) => describe(world, requireOrganisation(world, request)),
    },
    changeApp(world),
    {
      method: 'POST',
      path: `${path}/{corpId}/apps/{appKey}/expire-token`,
      summary: 'Ends the access token of an application, as time would.',
      handle: (request) => {
        const app = requireApp(requireOrganisation(world, request), request.params['appKey'] ?? '');
        world.tokens.expire(app.appKey);
        return { expired: true };
      },
    },
    changeGroup(world),
  ];
}

function changeApp(world: World): ControlRoute {
  const texts = { type: 'array', maxItems: 100, items: { type: 'string' } };
  return {
    method: 'PUT',
    path: `${path}/{corpId}/apps/{appKey}`,
    summary:
      'Changes permissions, address list, Stream mode, visible range, robot or secret of an application.',
    body: {
      type: 'object',
      additionalProperties: false,
      properties: {
        scopes: texts,
        ipWhitelist: texts,
        streamMode: { type: 'boolean' },
        robotStopped: { type: 'boolean' },
        visibleTo: {
          type: 'object',
          required: ['userIds', 'deptIds'],
          additionalProperties: false,
          properties: {
            userIds: texts,
            deptIds: { type: 'array', maxItems: 1000, items: { type: 'integer' } },
          },
        },
        appSecret: { type: 'string', minLength: 1 },
      },
    },
    handle: (request) => {
      const app = requireApp(requireOrganisation(world, request), request.params['appKey'] ?? '');
      Object.assign(app, request.body);
      const newSecret = Object.hasOwn(request.body as object, 'appSecret');
      if (newSecret && world.settings.secretResetEndsTokens) world.tokens.expire(app.appKey);
      world.journal.append('app.changed', {
        corpId: app.corpId,
        appKey: app.appKey,
        fields: Object.keys(request.body as object),
      });
      const { appKey, ipWhitelist, scopes, streamMode } = app;
      return { appKey, scopes, ipWhitelist, streamMode };
    },
  };
}

function changeGroup(world: World): ControlRoute {
  const texts = { type: 'array', maxItems: 1000, items: { type: 'string' } };
  return {
    method: 'PUT',
    path: `${path}/{corpId}/groups/{openConversationId}`,
    summary: 'Changes members, robots or the webhook of a group, or dissolves it.',
    body: {
      type: 'object',
      additionalProperties: false,
      properties: {
        memberIds: texts,
        robotCodes: texts,
        dissolved: { type: 'boolean' },
        webhookState: { enum: ['stopped', 'removed', null] },
        security: {
          type: 'object',
          required: ['sign', 'keywords', 'ips'],
          additionalProperties: false,
          properties: {
            sign: { type: 'boolean' },
            keywords: { ...texts, maxItems: 10 },
            ips: texts,
          },
        },
      },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const group = organisation.groups.get(request.params['openConversationId'] ?? '');
      if (group === undefined) throw new ControlError(404, 'no such group');
      Object.assign(group, request.body);
      const { memberIds, openConversationId, robotCodes, security, title } = group;
      return { openConversationId, title, memberIds, robotCodes, security };
    },
  };
}

function requireApp(organisation: Organisation, appKey: string): App {
  const app = organisation.apps.find((each) => isRobotOf(each, appKey));
  if (app === undefined) throw new ControlError(404, `no application ${appKey}`);
  return app;
}

function describe(world: World, organisation: Organisation): object {
  const now = world.clock.now();
  const { apps, corpId, departments, groups, name, roles, users } = organisation;
  return {
    corpId,
    name,
    departments: [...departments.values()],
    roles: [...roles.values()],
    people: [...users.values()],
    groups: [...groups.values()],
    apps: apps.map((app) => ({ ...app, appSecret: undefined })),
    usedThisMonth: {
      apiCalls: world.apiCalls.used(corpId, now),
      pushes: world.pushes.used(corpId, now),
    },
  };
}
