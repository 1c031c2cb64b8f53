import type { ControlRoute } from '@hub/simulator-kit';
import { changeOf, settingsBoard } from '../settings.js';
import { limits } from '../settings/limits.js';
import { pushSettings } from '../settings/push.js';
import { switches } from '../settings/switches.js';
import type { World } from '../world.js';

/** Everything for which the documents give two answers or none, among it two limits. */
const openPoints = {
  ...switches,
  ...pushSettings,
  batchSendUsersMax: limits.batchSendUsersMax,
  outTrackIdLengthMax: limits.outTrackIdLengthMax,
};

/** Limits, and the points the documents leave open. */
export function settingsRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/settings',
      summary: 'Limits and switches as they stand.',
      handle: () => ({ ...world.settings }),
    },
    {
      method: 'PUT',
      path: '/control/settings',
      summary: 'Changes some limits or switches; the others stay.',
      body: changeOf(settingsBoard),
      handle: ({ body }) => {
        change(world, body as object);
        return { ...world.settings };
      },
    },
    {
      method: 'GET',
      path: '/control/switches',
      summary: 'What the documents leave open: how each switch stands, and what it may be.',
      handle: () => ({ switches: standing(world), schemas: changeOf(openPoints)['properties'] }),
    },
    {
      method: 'PUT',
      path: '/control/switches',
      summary: 'Sets switches; those not named stay.',
      body: changeOf(openPoints),
      handle: ({ body }) => {
        change(world, body as object);
        return { switches: standing(world) };
      },
    },
  ];
}

function change(world: World, fields: object): void {
  Object.assign(world.settings, fields);
  world.journal.append('settings.changed', { ...fields });
}

function standing(world: World): object {
  return Object.fromEntries(
    Object.entries(world.settings).filter(([name]) => Object.hasOwn(openPoints, name)),
  );
}
