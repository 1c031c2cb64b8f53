import { readFileSync } from 'node:fs';

/** Memory of a process, in MB (1,000,000 bytes), as the goals are set. */
export interface Resident {
  /** Resident now. */
  readonly rss: number;
  /** The most that was ever resident. */
  readonly peak: number;
}

/** Asks the kernel for the memory of a process. */
export function residentOf(pid: number): Resident {
  return parseStatus(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
}

/** Asks the kernel how much CPU a process has used so far, in milliseconds. */
export function cpuMsOf(pid: number): number {
  return parseCpuMs(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
}

/** Reads the text of `/proc/<pid>/status`. */
export function parseStatus(status: string): Resident {
  return { rss: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
}

function megabytes(status: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
  if (found === null) throw new Error(`/proc/<pid>/status says nothing of ${field}; is it Linux?`);
  return (Number(found[1]) * 1_024) / 1_000_000;
}

/** The unit of `/proc/<pid>/stat`: 100 ticks a second on every Linux that Node runs on. */
const tickMs = 10;

/** Reads the text of `/proc/<pid>/stat`: user and system time of all threads. */
export function parseCpuMs(stat: string): number {
  // The name before the last parenthesis may hold anything; after it the third field begins.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error('/proc/<pid>/stat has not the fields of Linux');
  return ticks * tickMs;
}
