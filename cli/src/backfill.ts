import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findEnvironment } from './doctor/environment-file.js';
import { root } from './root.js';

const program = join(root, 'services/ingest-kingdee/dist/backfill/main.js');

/**
 * Publishes history, by ingest's own program in a process of its own; Ctrl-C stops it in order and it goes on from there
 * the next time.
 *
 * @returns its exit code
 */
export async function runBackfill(
  args: readonly string[],
  own: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { env } = findEnvironment(own, join(root, '.local/runs'));
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'inherit' });
  // A terminal tells the child by itself; whoever tells this process alone means the child as well.
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
