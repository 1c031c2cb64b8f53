import type { ControlRoute } from './control-route.js';

const json = (schema: unknown): object => ({ 'application/json': { schema } });

const journalLive = {
  summary:
    'Follows the journal as server-sent events; each datum is one entry, its id the sequence number.',
  parameters: [
    {
      name: 'after',
      in: 'query',
      description: 'Begin with what came after this sequence number; absent: only what comes now.',
      schema: { type: 'integer' },
    },
  ],
  responses: {
    200: {
      description: 'A stream.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
  },
};

/** The OpenAPI 3.1 description of a control interface. */
export function describeRoutes(title: string, routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = describeRoute(route);
  }
  paths['/control/journal/live'] = { get: journalLive };
  return { openapi: '3.1.0', info: { title, version: '1.0.0' }, paths };
}

function describeRoute(route: ControlRoute): object {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(route.query ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
  }));
  return {
    summary: route.summary,
    parameters: [...inPath, ...inQuery],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(route.body) } }),
    responses: {
      200: { description: 'Done.', content: json(route.reply ?? {}) },
      400: { description: 'The request does not fit; the message says where.' },
    },
  };
}
