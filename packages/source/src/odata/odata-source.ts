import { z } from 'zod';
import { authSchema } from '../http/auth.js';
import { WebClient } from '../http/web-client.js';
import { webFields } from '../http/web-fields.js';
import { mappingNames, readMappings, wrongMapping } from '../mapping/read-mappings.js';
import { pollingSource } from '../polling/polling-source.js';
import { defineSource, type SourceKind } from '../source.js';
import { saidByOData } from './odata-reply.js';
import { ODataStore } from './odata-store.js';

const pageSizeDefault = 500;

/** Any OData service, V2 or V4: SAP S/4HANA, SAP ECC behind a gateway, Dynamics and others. */
export const odataSource: SourceKind = defineSource({
  kind: 'odata',
  config: (fields) =>
    z.strictObject({
      version: z
        .union([z.literal(2), z.literal(4)], { error: 'is neither 2 nor 4' })
        .describe('version of OData that the service speaks, 2 or 4'),
      auth: authSchema(fields),
      sapClient: fields
        .text('the client (Mandant) of the SAP system, three digits in quotes')
        .refine((client) => /^\d{3}$/.test(client), { error: 'is not three digits' })
        .optional(),
      mappings: mappingNames,
      pageSize: fields.whole(10, 5_000, 'records asked for at once').default(pageSizeDefault),
      ...webFields(
        fields,
        'the root of the service, e.g. https://sap.example.com/sap/opu/odata/sap/API_PO_SRV/',
      ),
    }),
  open: (config, context) => {
    const { version, auth, sapClient, pageSize, mappings: names, ...web } = config;
    const mappings = readMappings(context.folder, names);
    for (const [form, { request }] of mappings) {
      if (request !== undefined) {
        throw wrongMapping(`form ${form}`, 'has request, which is for REST; leave it out');
      }
    }
    const { clock, name: source, timeZone } = context;
    const client = new WebClient({ ...web, auth, source, clock, saidIn: saidByOData });
    const fixed = new Map(sapClient === undefined ? [] : [['sap-client', sapClient]]);
    const store = new ODataStore({ client, version, source, timeZone, fixed });
    return pollingSource({ store, mappings, context, pageSize });
  },
});
