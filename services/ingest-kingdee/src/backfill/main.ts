import { HubError, messageOf } from '@hub/core';
import { readConfig } from '../config.js';
import { runBackfill } from './app.js';
import { backfillArguments } from './arguments.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

try {
  const wanted = backfillArguments(process.argv.slice(2));
  const { complete } = await runBackfill(readConfig(process.env), wanted, stop.signal);
  process.exitCode = complete ? 0 : 1;
} catch (error) {
  const code = error instanceof HubError ? `${error.code}: ` : '';
  process.stderr.write(`${code}${messageOf(error)}\n`);
  process.exitCode = 1;
}
