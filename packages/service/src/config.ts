import { HubError } from '@hub/core';
import { z } from 'zod';

/** The environment of this process. Others take it as a parameter, so that tests can give another one. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}

/** A list written with commas: `a:1,b:2`. Blanks are dropped. */
export const commaList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(z.array(z.string()).min(1));

/** What every service reads from its environment; spread it into a service's own `z.object({ … })`. */
export const commonConfig = {
  KAFKA_BROKERS: commaList.describe('addresses of Kafka brokers, e.g. 127.0.0.1:9092'),
  HUB_TENANTS_DIR: z.string().min(1).describe('folder of the tenants, e.g. config/tenants'),
  HUB_SECRETS_DIR: z
    .string()
    .min(1)
    .describe('folder of the files that tenant.yaml names as { file: … }'),
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('address for probes and metrics'),
  HTTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('port for probes and metrics; 0 takes a free one'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
} as const;

/**
 * Reads a service's configuration from its environment, whole, before anything else happens.
 *
 * @throws HubError CONFIG_INVALID that names every bad variable with what it should be; values are not
 *   repeated, because a slip may have put a secret there.
 */
export function loadConfig<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  const read = schema.safeParse(env);
  if (read.success) return read.data;

  const lines = read.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    const fault = env[name] === undefined ? 'is missing' : `is wrong (${issue.message})`;
    const wanted = describedAs(schema, issue.path[0]);
    return `  ${name} ${fault}${wanted === undefined ? '' : `; set it to: ${wanted}`}`;
  });
  throw new HubError(
    'CONFIG_INVALID',
    ['the environment does not suit this service:', ...lines].join('\n'),
  );
}

function describedAs(schema: z.ZodType, name: PropertyKey | undefined): string | undefined {
  if (!(schema instanceof z.ZodObject) || typeof name !== 'string') return undefined;
  const fields = schema.shape as Readonly<Record<string, z.ZodType | undefined>>;
  return fields[name]?.description;
}
