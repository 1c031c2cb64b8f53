import { environment, loadConfig, runService } from '@hub/service';
import { createApp } from './app.js';
import { configSchema } from './config.js';

await runService(() => loadConfig(configSchema, environment()), createApp);
