/** What a stretch of work took. */
export interface Usage {
  readonly elapsedMs: number;
  /** CPU of the whole process, all its threads, user and system. */
  readonly cpuUs: number;
  /** Peak resident memory of the process since its start. */
  readonly rssMiB: number;
}

/** Begins to measure; the returned function says what has been used since. */
export function startUsage(): () => Usage {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const elapsedMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpu);
    return { elapsedMs, cpuUs: user + system, rssMiB: process.resourceUsage().maxRSS / 1024 };
  };
}
