import type { ControlRoute } from '@hub/simulator-kit';
import { settingsChange } from '../settings.js';
import type { World } from '../world.js';

/** Limits and the points the documents leave open. */
export function settingsRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/settings',
      summary: 'Limits and switches.',
      handle: () => ({ ...world.settings }),
    },
    {
      method: 'PUT',
      path: '/control/settings',
      summary: 'Changes some limits or switches; the others stay.',
      body: settingsChange,
      handle: ({ body }) => {
        Object.assign(world.settings, body);
        world.journal.append('settings.changed', { ...(body as object) });
        return { ...world.settings };
      },
    },
  ];
}
