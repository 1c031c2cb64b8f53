import { fork } from 'node:child_process';
import { join } from 'node:path';

/** One contender in a process of its own may take so long, in milliseconds. */
const childTimeoutMs = 120_000;

/**
 * Runs a program of this workspace in a fresh process and resolves with the one message it sends.
 *
 * @param script compiled file below `dist/`
 * @param order given to the program as JSON, see `readOrder`
 * @param timeoutMs after which it is killed; default two minutes
 */
export async function runChild<Result>(
  script: string,
  order: object,
  timeoutMs: number = childTimeoutMs,
): Promise<Result> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(order)], {
    execPath: process.execPath,
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said = `${said}${String(bytes)}`.slice(-4_000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    return await new Promise<Result>((resolve, reject) => {
      let result: { readonly value: Result } | null = null;
      child.once('message', (message) => {
        result = { value: message as Result };
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (result !== null) resolve(result.value);
        else
          reject(
            new Error(`${script} ended (${String(signal ?? code)}) without a result\n${said}`),
          );
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

/** In the child: what the parent wants done. */
export function readOrder(): unknown {
  process.once('disconnect', () => process.exit(1));
  return JSON.parse(process.argv[2] ?? '{}');
}

/** In the child: sends the result and ends, without taking leave of anybody. */
export function report(result: object): void {
  process.send?.(result, () => process.exit(0));
}
