import { runService } from '@hub/service';
import { createApp } from './app.js';
import { readConfig } from './config.js';

// DingTalk's limits leave CPU to spare, and every subsidiary's messages in flight are young for long.
await runService(() => readConfig(process.env), createApp, { heapGrowthPercent: 20 });
