import { ControlError, type ControlRoute } from '@hub/simulator-kit';
import type { Connection } from '../stream/connection.js';
import type { World } from '../world.js';

const which = {
  type: 'object',
  additionalProperties: false,
  properties: {
    appKey: { type: 'string', description: 'Only connections of this application.' },
    connectionId: { type: 'string', description: 'Only this connection.' },
  },
};

/** Stream connections: see them, and end them in the ways they end. */
export function streamRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/stream/connections',
      summary: 'The Stream connections that are open.',
      handle: () => ({ connections: world.gateway.connections().map(describe) }),
    },
    onConnections(
      world,
      'disconnect',
      'Announces the end (disconnect frame) and closes after the grace period.',
      (each) => {
        world.gateway.disconnect(each);
      },
    ),
    onConnections(world, 'cut', 'Cuts connections without a word.', (each) => {
      each.end(true);
    }),
    onConnections(
      world,
      'silence',
      'Makes connections half-open: silent, deaf, not closed until `halfOpenMs` have passed.',
      (each) => {
        world.gateway.silence(each);
      },
    ),
    onConnections(world, 'ping', 'Sends the ping of the service now.', (each) => {
      each.ping(world.clock.now());
    }),
  ];
}

function onConnections(
  world: World,
  verb: string,
  summary: string,
  act: (connection: Connection) => void,
): ControlRoute {
  return {
    method: 'POST',
    path: `/control/stream/${verb}`,
    summary,
    body: which,
    handle: ({ body }) => {
      const { appKey, connectionId } = body as { appKey?: string; connectionId?: string };
      const chosen = world.gateway
        .connections()
        .filter(({ app }) => appKey === undefined || app.appKey === appKey)
        .filter(({ id }) => connectionId === undefined || id === connectionId);
      if (connectionId !== undefined && chosen.length === 0) {
        throw new ControlError(404, `no connection ${connectionId}`);
      }
      for (const connection of chosen) act(connection);
      return { connections: chosen.map(describe) };
    },
  };
}

function describe({ app, id, openedAt, silent, subscriptions }: Connection): object {
  return {
    connectionId: id,
    corpId: app.corpId,
    appKey: app.appKey,
    openedAt,
    silent,
    subscriptions,
  };
}
