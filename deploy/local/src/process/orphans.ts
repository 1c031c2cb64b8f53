import { readdir, readlink, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const goneWithinMs = 10_000;
const pollMs = 20;

/** Whether a process exists (it may belong to somebody else). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The processes that work in a directory. Every broker is started inside its own run directory, so
 * this finds also those whose owner died before it could tell anybody their number. Linux only;
 * elsewhere the answer is empty.
 */
export async function processesIn(directory: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const found: number[] = [];
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    const cwd = await readlink(`/proc/${entry}/cwd`).catch(() => '');
    if (cwd === directory || cwd.startsWith(`${directory}/`)) found.push(Number(entry));
  }
  return found;
}

/** Kills processes with all they started, and waits until they are gone. */
export async function killGroups(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    // A negative number addresses the group: a process of ours leads its own.
    if (!signal(-pid, 'SIGKILL')) signal(pid, 'SIGKILL');
  }
  const deadline = performance.now() + goneWithinMs;
  while (pids.some(isAlive) && performance.now() < deadline) await sleep(pollMs);
}

/** Ends whatever still runs in a run directory and removes it. */
export async function removeRunDirectory(directory: string): Promise<void> {
  await killGroups(await processesIn(directory));
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
