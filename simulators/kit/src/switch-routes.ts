import type { ControlRoute, JsonSchema } from './control-route.js';

/** One behaviour that differs between sites or that nobody outside the vendor knows for certain. */
interface Switch<Value> {
  readonly standard: Value;
  /** JSON Schema of the values it takes, with a description. */
  readonly schema: JsonSchema;
}

/** The switches of a system: what can be set, and how it stands now. */
export type SwitchBoard<Switches extends object> = {
  readonly [Name in keyof Switches]: Switch<Switches[Name]>;
};

export function standardOf<Switches extends object>(board: SwitchBoard<Switches>): Switches {
  const standing = Object.entries(board as Record<string, Switch<unknown>>).map(
    ([name, { standard }]) => [name, standard],
  );
  return Object.fromEntries(standing) as Switches;
}

/** Shows and sets switches; a client must work whichever way they stand. */
export function switchRoutes<Switches extends object>(
  board: SwitchBoard<Switches>,
  switches: Switches,
): readonly ControlRoute[] {
  const entries = Object.entries(board as Record<string, Switch<unknown>>);
  return [
    {
      method: 'GET',
      path: '/control/switches',
      summary: 'Behaviour that differs between sites, as it stands and as it stood at start.',
      handle: () => ({
        switches,
        schemas: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      }),
    },
    {
      method: 'PUT',
      path: '/control/switches',
      summary: 'Sets switches; those not named stay.',
      body: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      },
      handle: ({ body }) => {
        Object.assign(switches, body);
        return { switches };
      },
    },
  ];
}
