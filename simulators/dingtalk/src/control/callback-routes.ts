import { createHash } from 'node:crypto';
import { ControlError, type ControlRequest, type ControlRoute } from '@hub/simulator-kit';
import { consoleKeys } from '../callbacks/callback-book.js';
import { isAesKey } from '../callbacks/callback-crypto.js';
import { isWebAddress } from '../callbacks/post.js';
import { saveEventCallback } from '../callbacks/save-event-callback.js';
import type { App, Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { requireOrganisation } from './lookup.js';

const apps = '/control/organisations/{corpId}/apps';
const text = { type: 'string', minLength: 1, maxLength: 2000 };
const texts = { type: 'array', maxItems: 100, items: text };

/** What an administrator sets in the console about pushes: addresses, ticked events, further applications. */
export function callbackRoutes(world: World): readonly ControlRoute[] {
  return [addApp(world), look(world), saveEvents(world), endEvents(world), change(world)];
}

function addApp(world: World): ControlRoute {
  return {
    method: 'POST',
    path: apps,
    summary: 'Adds an internal application with a robot of its own: a further client id.',
    body: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: text },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const { name } = request.body as { name: string };
      if (organisation.apps.some((app) => app.name === name)) {
        throw new ControlError(409, `there is an application ${name}`);
      }
      const app = newApp(organisation, name);
      organisation.apps.push(app);
      world.journal.append('app.added', { corpId: app.corpId, appKey: app.appKey, name });
      const { agentId, appKey, appSecret, robotCode } = app;
      const { aesKey, token } = consoleKeys(app);
      return { name, appKey, appSecret, agentId, robotCode, callback: { token, aesKey } };
    },
  };
}

function look(world: World): ControlRoute {
  return {
    method: 'GET',
    path: `${apps}/{appKey}/push`,
    summary: 'How an application hears of things: address of events, of the robot, ticked events.',
    handle: (request) => describe(world, requireApp(world, request)),
  };
}

function saveEvents(world: World): ControlRoute {
  return {
    method: 'PUT',
    path: `${apps}/{appKey}/event-callback`,
    summary:
      'Saves an HTTP address for events, which ends Stream mode for events; sends check_url first and answers 409 ' +
      'unless the answer is right. Token and key are those of `callback` unless given.',
    body: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: text,
        token: { type: 'string', pattern: '^[A-Za-z0-9]{3,32}$' },
        aesKey: { type: 'string', pattern: '^[A-Za-z0-9+/]{43}$' },
      },
    },
    handle: async (request) => {
      const app = requireApp(world, request);
      const given = request.body as { url: string; token?: string; aesKey?: string };
      const callback = { ...consoleKeys(app), ...given, place: 'console', tags: null } as const;
      if (!isAesKey(callback.aesKey)) throw new ControlError(400, 'body/aesKey is no AES key');
      const reason = await saveEventCallback(world, app, callback);
      if (reason !== undefined) throw new ControlError(409, `not saved: ${reason.text}`);
      return describe(world, app);
    },
  };
}

function endEvents(world: World): ControlRoute {
  return {
    method: 'DELETE',
    path: `${apps}/{appKey}/event-callback`,
    summary: 'Events go over Stream again.',
    handle: (request) => {
      const app = requireApp(world, request);
      world.callbacks.of(app).eventCallback = undefined;
      return describe(world, app);
    },
  };
}

function change(world: World): ControlRoute {
  return {
    method: 'PUT',
    path: `${apps}/{appKey}/push`,
    summary: 'Sets the HTTP address of the robot, the ticked event types, and filters of events.',
    body: {
      type: 'object',
      additionalProperties: false,
      properties: {
        robotUrl: {
          type: ['string', 'null'],
          maxLength: 2000,
          description: 'null: messages come over Stream.',
        },
        eventTypes: { ...texts, type: ['array', 'null'], description: 'null: all events.' },
        filters: {
          ...texts,
          description: 'Globs such as /v1.0/event/bpms_instance_change/processCode/PROC-1/type/*',
        },
      },
    },
    handle: (request) => {
      const app = requireApp(world, request);
      const given = request.body as {
        robotUrl?: string | null;
        eventTypes?: readonly string[] | null;
        filters?: readonly string[];
      };
      if (typeof given.robotUrl === 'string' && !isWebAddress(given.robotUrl)) {
        throw new ControlError(400, 'body/robotUrl is no http or https address');
      }
      const push = world.callbacks.of(app);
      if (given.robotUrl !== undefined) push.robotUrl = given.robotUrl ?? undefined;
      if (given.eventTypes !== undefined) push.eventTypes = given.eventTypes;
      if (given.filters !== undefined) push.filters = given.filters;
      return describe(world, app);
    },
  };
}

function describe(world: World, app: App): object {
  const { eventCallback, eventTypes, filters, robotUrl } = world.callbacks.of(app);
  const events =
    eventCallback === undefined
      ? { mode: 'stream' }
      : { mode: 'http', place: eventCallback.place, url: eventCallback.url };
  return { appKey: app.appKey, events, robotUrl: robotUrl ?? null, eventTypes, filters };
}

function requireApp(world: World, request: ControlRequest): App {
  const { apps: all } = requireOrganisation(world, request);
  const app = all.find(({ appKey }) => appKey === request.params['appKey']);
  if (app !== undefined) return app;
  const known = all.map(({ appKey }) => appKey).join(', ');
  throw new ControlError(
    404,
    `no application ${request.params['appKey'] ?? ''}; there are ${known}`,
  );
}

/** As the first application, under another name; ids come from the name, so they are the same at every start. */
function newApp({ apps: [first, ...more], corpId }: Organisation, name: string): App {
  if (first === undefined) throw new ControlError(409, 'the organisation has no application');
  const digest = (of: string): string =>
    createHash('sha256').update(`dingtalk/${corpId}/${name}/${of}`).digest('hex');
  return {
    ...first,
    name,
    appKey: `ding${digest('app key').slice(0, 16)}`,
    appSecret: digest('app secret'),
    agentId: first.agentId + 100 * (more.length + 1),
    robotCode: `dingrobot${digest('robot').slice(0, 12)}`,
  };
}
