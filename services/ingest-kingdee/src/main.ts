import { runService } from '@hub/service';
import { createApp } from './app.js';
import { readConfig } from './config.js';

// Documents in hand live for a second or two; left alone, the engine lets far more garbage gather beside them.
await runService(() => readConfig(process.env), createApp, { heapGrowthPercent: 20 });
