import type { ControlRoute } from '@hub/simulator-kit';
import { emit } from '../organisation/emit.js';
import type { World } from '../world.js';
import { requireOrganisation } from './lookup.js';

/** Events of the directory do not count against the monthly quota. */
const ofDirectory = /^(user|org|label)_/;

/** Events whose cause is not simulated, such as a change of the labels or an approval deleted by an administrator. */
export function eventRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/control/organisations/{corpId}/events',
      summary: 'Tells the applications of an event of any type, as if its cause had happened.',
      body: {
        type: 'object',
        required: ['eventType', 'data'],
        additionalProperties: false,
        properties: {
          eventType: { type: 'string', pattern: '^[a-z][a-z0-9_]{1,63}$' },
          data: { type: 'object', description: 'The business object.' },
        },
      },
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const { data, eventType } = request.body as {
          data: Record<string, unknown>;
          eventType: string;
        };
        const counted = !ofDirectory.test(eventType);
        return { eventId: emit(world, { organisation, eventType, data, counted }) };
      },
    },
  ];
}
