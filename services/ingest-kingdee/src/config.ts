import { commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(200).max(60_000);

const schema = z.object({
  ...commonConfig,
  INGEST_POLL_INTERVAL_MS: milliseconds
    .optional()
    .describe('milliseconds between two polls, for all tenants instead of what their files say'),
  INGEST_DIRECTORY_INTERVAL_MS: milliseconds
    .optional()
    .describe('milliseconds between two readings of the people, for all tenants'),
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
