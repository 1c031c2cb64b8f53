import { ControlError, type ControlRoute } from '@hub/simulator-kit';
import { templateSchema, undeclaredVariables, type CardTemplate } from '../cards/template.js';
import type { World } from '../world.js';
import { requireOrganisation } from './lookup.js';

const templates = '/control/organisations/{corpId}/card-templates';

/** Card templates, which people build in the console of DingTalk. */
export function templateRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: templates,
      summary: 'The card templates of an organisation.',
      handle: (request) => ({
        templates: [...requireOrganisation(world, request).templates.values()],
      }),
    },
    {
      method: 'GET',
      path: `${templates}/{id}`,
      summary: 'One card template.',
      handle: (request) => {
        const template = requireOrganisation(world, request).templates.get(
          request.params['id'] ?? '',
        );
        if (template === undefined)
          throw new ControlError(404, `no card template ${request.params['id'] ?? ''}`);
        return template;
      },
    },
    {
      method: 'PUT',
      path: `${templates}/{id}`,
      summary:
        'Puts a card template, published unless `published` is false. Cards that use it are drawn anew.',
      body: templateSchema,
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const id = request.params['id'] ?? '';
        const given = request.body as Omit<CardTemplate, 'id' | 'published'> & {
          published?: boolean;
        };
        const template: CardTemplate = { ...given, id, published: given.published ?? true };
        const undeclared = undeclaredVariables(template);
        if (undeclared.length > 0) {
          throw new ControlError(
            400,
            `body/variables declares no ${undeclared.join(', ')}, which components use`,
          );
        }
        organisation.templates.set(id, template);
        world.journal.append('template.put', {
          corpId: organisation.corpId,
          id,
          published: template.published,
        });
        return template;
      },
    },
    publish(world),
  ];
}

function publish(world: World): ControlRoute {
  return {
    method: 'PUT',
    path: `${templates}/{id}/published`,
    summary: 'Publishes a card template or takes it back; cards that exist stay.',
    body: {
      type: 'object',
      required: ['published'],
      additionalProperties: false,
      properties: { published: { type: 'boolean' } },
    },
    handle: (request) => {
      const { corpId, templates: known } = requireOrganisation(world, request);
      const id = request.params['id'] ?? '';
      const template = known.get(id);
      if (template === undefined) throw new ControlError(404, `no card template ${id}`);
      const { published } = request.body as { published: boolean };
      known.set(id, { ...template, published });
      world.journal.append('template.put', { corpId, id, published });
      return { id, published };
    },
  };
}
