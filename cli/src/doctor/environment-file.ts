import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const fileName = 'environment.json';

/** Keeps what the services of a run were started with. No secret is in it: those lie in files that it points to. */
export function writeEnvironment(folder: string, environment: Environment): void {
  const text = `${JSON.stringify(environment, null, 2)}\n`;
  writeFileSync(join(folder, fileName), text, { mode: 0o600 });
}

export interface FoundEnvironment {
  readonly env: Environment;
  /** Null when it is the process's own. */
  readonly file: string | null;
}

/** This process's environment when it names the tenants' folder, else that of the newest run below `runs`. */
export function findEnvironment(own: Environment, runs: string): FoundEnvironment {
  if (own['HUB_TENANTS_DIR'] !== undefined || !existsSync(runs)) return { env: own, file: null };
  const file = readdirSync(runs)
    .toSorted()
    .toReversed()
    .map((run) => join(runs, run, fileName))
    .find((path) => existsSync(path));
  if (file === undefined) return { env: own, file: null };
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Environment;
  return { env: { ...kept, ...own }, file };
}

/** Whether the run that kept a file has ended; its folder is named by its process. */
export function hasEnded(file: string): boolean {
  const pid = /-(\d+)$/.exec(basename(dirname(file)))?.[1];
  if (pid === undefined) return false;
  try {
    // Signal 0 is no signal: it is only asked whether one could be sent.
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
