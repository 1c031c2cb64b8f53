/** Resolves when somebody asks this process to stop: Ctrl-C or a polite kill. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      clearInterval(alive);
      resolve();
    };
    // Nothing else may keep the process alive while it waits.
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  });
}
