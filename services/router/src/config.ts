import { commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const { KAFKA_BROKERS, HUB_TENANTS_DIR, HTTP_HOST, HTTP_PORT, LOG_LEVEL } = commonConfig;

/** The router reads rules, never secrets. */
const schema = z.object({
  KAFKA_BROKERS,
  HUB_TENANTS_DIR,
  HTTP_HOST,
  HTTP_PORT,
  LOG_LEVEL,
});

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
