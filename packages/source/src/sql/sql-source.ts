import { z } from 'zod';
import { mappingNames, readMappings, wrongMapping } from '../mapping/read-mappings.js';
import { pollingSource } from '../polling/polling-source.js';
import { defineSource, type SourceKind } from '../source.js';
import type { Dialect } from './dialect.js';
import { postgres } from './postgres-dialect.js';
import { SqlStore } from './sql-store.js';

/** Databases that can be read. A further one is a file like postgres-dialect.ts and a line here. */
const dialects = { postgresql: postgres } as const satisfies Readonly<Record<string, Dialect>>;

/** Old systems without an API: their tables, or better a view of them, read by a user who may do nothing else. */
export const sqlSource: SourceKind = defineSource({
  kind: 'sql',
  config: (fields) =>
    z.strictObject({
      dialect: z
        .enum(['postgresql'], { error: 'is no database that can be read; write postgresql' })
        .describe('which database it is: postgresql'),
      connection: fields.secret('postgres://user:password@host:5432/database'),
      tls: z.boolean().default(false).describe('whether the connection is encrypted and verified'),
      mappings: mappingNames,
      pageSize: fields.whole(10, 5_000, 'records asked for at once').default(500),
      statementTimeoutMs: fields
        .whole(100, 300_000, 'longest time a question may run, in milliseconds')
        .default(30_000),
      connectionsMax: fields.whole(1, 16, 'connections at most').default(2),
    }),
  open: ({ dialect: name, mappings: names, pageSize, ...options }, context) => {
    const mappings = readMappings(context.folder, names);
    for (const [form, { request, filter }] of mappings) {
      if (request !== undefined || filter !== undefined) {
        throw wrongMapping(
          `form ${form}`,
          'has request or filter; in a database make a view instead',
        );
      }
    }
    const { name: source, timeZone } = context;
    const dialect = dialects[name];
    const database = dialect.connect({ ...options, source });
    const store = new SqlStore({ source, dialect, database, timeZone });
    return pollingSource({ store, mappings, context, pageSize });
  },
});
