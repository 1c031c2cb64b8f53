import { commaList, commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(200).max(60_000);

const schema = z.object({
  ...commonConfig,
  REDIS_URL: z
    .string()
    .min(1)
    .optional()
    .describe(
      'address of Redis, e.g. redis://127.0.0.1:6379; without it this process fetches access tokens for itself',
    ),
  INGEST_POLL_INTERVAL_MS: milliseconds
    .optional()
    .describe('milliseconds between two polls of every form, instead of what its changes ask for'),
  INGEST_DIRECTORY_INTERVAL_MS: milliseconds
    .optional()
    .describe('milliseconds between two readings of the people, for all tenants'),
  HUB_SOURCE_MODULES: commaList
    .optional()
    .describe('files whose default export is a kind of source, e.g. /etc/hub/warehouse.js'),
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
