/** A reason why the service cannot do its work now; null when it can. Must be quick and must not throw. */
export type HealthCheck = () => string | null;

/** What the readiness probe asks. A service that is not ready keeps running: being restarted would not help it. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  #draining = false;

  /** Adds or replaces the check of that name. */
  add(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  remove(name: string): void {
    this.#checks.delete(name);
  }

  /** From now on not ready: the first step of stopping, so that nobody sends work any more. */
  drain(): void {
    this.#draining = true;
  }

  /** Every reason for not being ready, by name; empty means ready. */
  problems(): Readonly<Record<string, string>> {
    const found: Record<string, string> = this.#draining ? { service: 'is stopping' } : {};
    for (const [name, check] of this.#checks) {
      const reason = check();
      if (reason !== null) found[name] = reason;
    }
    return found;
  }
}
