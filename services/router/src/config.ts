import { commonConfig, loadConfig } from '@hub/service';
import { z } from 'zod';

const schema = z.object(commonConfig);

export type Config = z.infer<typeof schema>;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(schema, env);
}
