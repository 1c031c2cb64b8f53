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
  NOTIFIER_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(6_000)
    .max(60_000)
    .default(15_000)
    .describe(
      'after how long a silence of this process its work goes to another one, milliseconds',
    ),
  NOTIFIER_CALL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(200)
    .max(60_000)
    .default(5_000)
    .describe('longest wait for one answer of DingTalk, milliseconds'),
  NOTIFIER_REDIS_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(500)
    .describe(
      'longest wait for one answer of Redis, which counts as away when it is slower, milliseconds',
    ),
  NOTIFIER_RESULT_AFTER_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(3_600_000)
    .default(60_000)
    .describe(
      'how long after a work notification DingTalk is asked whom it left out, milliseconds',
    ),
  NOTIFIER_ROBOT_WINDOW_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(60_000)
    .describe(
      'in what time DingTalk counts the 20 messages of a group’s robot, milliseconds; another than its own only for tests',
    ),
  NOTIFIER_MONTH_SHIFT_MS: z.coerce
    .number()
    .int()
    .default(0)
    .describe(
      'what is added to the time by which calls of the month are counted, milliseconds; only for tests',
    ),
  NOTIFIER_DIGEST_EVERY_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(3_600_000)
    .optional()
    .describe(
      'how often digests are told, milliseconds, instead of when the tenants say; only for tests',
    ),
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
