import { commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const schema = z.object({
  ...commonConfig,
  REDIS_URL: z
    .string()
    .min(1)
    .optional()
    .describe(
      'address of Redis, e.g. redis://127.0.0.1:6379; without it limits and claims are kept by this process alone',
    ),
  NOTIFIER_CAPABILITY_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(720)
    .default(72)
    .describe('how long the buttons of a card work, in hours; 1 to 720'),
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
