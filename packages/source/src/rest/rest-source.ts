import { z } from 'zod';
import { authSchema } from '../http/auth.js';
import { WebClient } from '../http/web-client.js';
import { webFields } from '../http/web-fields.js';
import { mappingNames, readMappings } from '../mapping/read-mappings.js';
import { defineSource, type SourceKind } from '../source.js';
import { restForm } from './rest-form.js';
import { RestPolling, restPolling } from './rest-polling.js';
import { saidByRest } from './rest-reply.js';

/** Any system that gives records as JSON over HTTP: Oracle, home-grown systems. The mapping says how to ask. */
export const restSource: SourceKind = defineSource({
  kind: 'rest',
  config: (fields) =>
    z.strictObject({
      auth: authSchema(fields),
      mappings: mappingNames,
      pageSize: fields.whole(2, 5_000, 'records asked for at once').default(200),
      ...webFields(
        fields,
        'the address that the paths of the mappings follow, e.g. https://erp.example.com/api/',
      ),
    }),
  open: ({ auth, mappings: names, pageSize, ...web }, context) => {
    const mappings = readMappings(context.folder, names);
    const { clock, name: source } = context;
    const client = new WebClient({ ...web, auth, source, clock, saidIn: saidByRest });
    const forms = new Map(
      [...mappings].map(([form, mapping]) => [
        form,
        restForm(mapping, { client, source, pageSize }),
      ]),
    );
    return restPolling(new RestPolling({ client, forms, context }));
  },
});
