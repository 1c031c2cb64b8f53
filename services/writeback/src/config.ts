import { commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const schema = z.object({
  ...commonConfig,
  REDIS_URL: z
    .string()
    .min(1)
    .optional()
    .describe(
      'address of Redis, e.g. redis://127.0.0.1:6379; without it what people were shown is remembered by this process alone',
    ),
  DINGTALK_GATEWAY_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    )
    .describe(
      'hosts of Stream gateways that are trusted beside those of DingTalk, e.g. of a proxy; comma separated',
    ),
  WRITEBACK_CAPABILITY_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(720)
    .default(72)
    .describe('how long what was shown can be answered by text, in hours; 1 to 720'),
  WRITEBACK_SETTLE_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(5_000)
    .describe(
      'how long a call to the ERP without an answer may still take effect, in milliseconds; 100 to 600000',
    ),
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
