import { performance } from 'node:perf_hooks';

import { checkSteps } from './check-steps.mjs';
import { runInForeground } from './run-child.mjs';

const interrupted = 128;

/** Runs every step, also after one has failed, so that one run shows all there is to mend. */
export async function check() {
  const results = [];
  for (const { name, line } of checkSteps) {
    process.stdout.write(`\n── ${name}: ${line}\n`);
    const startedAt = performance.now();
    const [command, ...args] = line.split(' ');
    const code = await runInForeground(command, args);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    results.push({ name, code, seconds });
    if (code > interrupted) break;
  }

  process.stdout.write('\n');
  for (const { name, code, seconds } of results) {
    process.stdout.write(`${code === 0 ? '✔' : '✖'} ${name.padEnd(30)} ${seconds.padStart(6)} s\n`);
  }
  return results.some(({ code }) => code !== 0) ? 1 : 0;
}
