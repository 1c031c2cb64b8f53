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

/** Reads the text of `/proc/<pid>/status`. */
export function parseStatus(status: string): Resident {
  return { rss: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
}

function megabytes(status: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
  if (found === null) throw new Error(`/proc/<pid>/status says nothing of ${field}; is it Linux?`);
  return (Number(found[1]) * 1_024) / 1_000_000;
}
