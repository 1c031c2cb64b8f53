/** A terminal sends Ctrl-C to every process of its group, and those that started others pass it on as well. */
const sameRequestMs = 1_000;

/**
 * Resolves when somebody asks this process to stop: Ctrl-C or a polite kill. Whoever asks again after a second
 * does not want to wait: the process ends at once, and what it started is ended for it.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const stop = (): void => {
      if (askedAt !== undefined && performance.now() - askedAt > sameRequestMs) process.exit(130);
      askedAt ??= performance.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
