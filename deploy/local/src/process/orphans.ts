import { readFileSync } from 'node:fs';
import { readdir, readlink, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const goneWithinMs = 10_000;
const pollMs = 20;

/** Whether a process runs (it may belong to somebody else). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** A process that has ended but that its parent has not fetched yet; in containers often nobody does. */
function isZombie(pid: number): boolean {
  try {
    // "pid (name) state …", and the name may hold anything, parentheses included.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
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

/**
 * Ends a process with all it started and waits until it is gone. With `graceMs` it is asked first
 * and has so long to end by itself.
 */
export async function killGroup(pid: number, graceMs = 0): Promise<void> {
  if (graceMs > 0) {
    signalGroup(pid, 'SIGTERM');
    await gone(pid, graceMs);
  }
  signalGroup(pid, 'SIGKILL');
  await gone(pid, goneWithinMs);
}

/** Ends whatever still runs in a run directory and removes it. */
export async function removeRunDirectory(directory: string): Promise<void> {
  const left = await processesIn(directory);
  await Promise.all(left.map((pid) => killGroup(pid)));
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

async function gone(pid: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (isAlive(pid) && performance.now() < deadline) await sleep(pollMs);
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  // A negative number addresses the group: a process of ours leads its own.
  if (!signal(-pid, name)) signal(pid, name);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
