import type { SimulatorClock } from './clock.js';
import type { ControlRoute, JsonSchema } from './control-route.js';
import { ControlError } from './control-route.js';
import type { FaultBook, FaultOrder } from './faults.js';
import type { Journal } from './journal.js';

const faultOrder = (kinds: FaultBook['kinds']): JsonSchema => ({
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: {
    kind: {
      type: 'string',
      description: kinds.map(({ kind, description }) => `${kind}: ${description}`).join('\n'),
    },
    target: {
      type: 'string',
      description: "The operation it strikes, by the vendor's own name; * for any.",
    },
    times: {
      type: ['integer', 'null'],
      minimum: 1,
      description: 'Calls it strikes; null until removed. Default 1.',
    },
    params: { type: 'object' },
  },
});

/** The control calls every simulator has: journal, clock and faults. */
export function standardRoutes(parts: {
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
}): readonly ControlRoute[] {
  return [
    ...journalRoutes(parts.journal),
    ...clockRoutes(parts.clock),
    ...faultRoutes(parts.faults),
  ];
}

function journalRoutes(journal: Journal): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/journal',
      summary:
        'Entries of the journal after a sequence number, oldest first. /control/journal/live streams them.',
      query: {
        after: { type: 'integer', default: 0 },
        limit: { type: 'integer', default: 1000, maximum: 10_000 },
      },
      handle: ({ query }) => ({
        entries: journal.after(
          Number(query['after'] ?? 0),
          Math.min(Number(query['limit'] ?? 1000), 10_000),
        ),
      }),
    },
  ];
}

function clockRoutes(clock: SimulatorClock): readonly ControlRoute[] {
  const reading = (): object => ({ now: clock.now(), offsetMs: clock.offsetMs });
  return [
    {
      method: 'GET',
      path: '/control/clock',
      summary: "The simulated system's clock, UTC milliseconds.",
      handle: reading,
    },
    {
      method: 'POST',
      path: '/control/clock',
      summary: 'Moves the clock by a number of milliseconds.',
      body: { type: 'object', required: ['shiftMs'], properties: { shiftMs: { type: 'integer' } } },
      handle: ({ body }) => {
        clock.shift((body as { shiftMs: number }).shiftMs);
        return reading();
      },
    },
  ];
}

function faultRoutes(faults: FaultBook): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/faults',
      summary: 'The faults in force and the kinds there are.',
      handle: () => ({ faults: faults.list(), kinds: faults.kinds }),
    },
    {
      method: 'POST',
      path: '/control/faults',
      summary: 'Orders a fault.',
      body: faultOrder(faults.kinds),
      handle: ({ body }) => {
        try {
          return faults.add(body as FaultOrder);
        } catch (error) {
          throw new ControlError(400, (error as Error).message);
        }
      },
    },
    {
      method: 'DELETE',
      path: '/control/faults',
      summary: 'Removes all faults.',
      handle: () => {
        faults.clear();
      },
    },
    {
      method: 'DELETE',
      path: '/control/faults/{id}',
      summary: 'Removes one fault.',
      handle: ({ params }) => {
        faults.clear(params['id']);
      },
    },
  ];
}
