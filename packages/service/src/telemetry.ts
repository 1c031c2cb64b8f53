/**
 * The telemetry preload: `node --import @hub/service/telemetry dist/main.js`.
 *
 * The order is the point. The module hook must stand before any module is loaded that is to be instrumented;
 * everything else is therefore imported dynamically, after it. Whoever changes this order is caught by
 * `checkTelemetry`, which every service runs at its start.
 */
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

if (!supportsSyncHooks()) {
  process.stderr.write(
    `TELEMETRY_NODE_TOO_OLD: Node ${process.versions.node} cannot load instrumentation; use Node 24.11.1 or newer\n`,
  );
  process.exit(1);
}

// In this thread and for these modules only: a loader thread for all modules costs some 40 MB of memory.
register({ include: ['ioredis', 'http', 'https', 'node:http', 'node:https'] });

const { startTelemetry } = await import('./telemetry-start.js');
await startTelemetry(process.env);
