import { runService } from '@hub/service';
import { createApp } from './app.js';
import { readConfig } from './config.js';

await runService(() => readConfig(process.env), createApp);
