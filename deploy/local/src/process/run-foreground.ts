import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { PartError } from '../part-error.js';
import { forget, watch } from './guardian.js';

/** A Ctrl-C often arrives twice, from the terminal and from npm; only a later one means impatience. */
const sameWishMs = 1_000;

const graceMs = 5_000;

/**
 * Runs a command with our own input and output and returns its exit code (128 + n for signal n).
 *
 * We outlive it: the first SIGINT or SIGTERM is the command's to act on, the second one, a second or
 * more later, ends it by force. In a terminal Ctrl-C has reached the command already, as it is in
 * our process group, so it is passed on only elsewhere.
 */
export async function runForeground(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  // Without its parts it would only hang, so it does not outlive us either.
  const { pid } = child;
  if (pid !== undefined) watch({ kind: 'process', pid, graceMs });
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    firstAt ??= performance.now();
    const impatient = performance.now() - firstAt > sameWishMs;
    const delivered = signal === 'SIGINT' && process.stdin.isTTY;
    if (impatient) child.kill('SIGKILL');
    else if (!delivered) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);

  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => {
        const remedy = 'check the name of the command after "--"';
        reject(
          new PartError(`${program} could not be started: ${cause.message}`, remedy, { cause }),
        );
      });
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
  } finally {
    if (pid !== undefined) forget({ kind: 'process', pid, graceMs });
    for (const signal of signals) process.off(signal, onSignal);
  }
}
