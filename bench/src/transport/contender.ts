/** What a contender reports after it has consumed the whole log once. */
export interface Consumed {
  readonly events: number;
  /** Sum of the sizes of all values: equal for all contenders, or they did not do the same work. */
  readonly bytes: number;
  /** From the first event in hand to the last one, in milliseconds. */
  readonly elapsedMs: number;
  /** CPU of the process in that time, user and system, in microseconds. */
  readonly cpuUs: number;
  /** Peak resident memory of the process, in MiB. */
  readonly rssMiB: number;
}

/** Counts events until the log is through, then reports to the parent process and ends. */
export class Counter {
  readonly #wanted: number;
  #events = 0;
  #bytes = 0;
  #startedAt = 0;
  #cpu: NodeJS.CpuUsage = { user: 0, system: 0 };

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  add(events: number, bytes: number): void {
    if (this.#events === 0) {
      this.#startedAt = performance.now();
      this.#cpu = process.cpuUsage();
    }
    this.#events += events;
    this.#bytes += bytes;
    if (this.#events >= this.#wanted) this.#report();
  }

  #report(): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    const consumed: Consumed = {
      events: this.#events,
      bytes: this.#bytes,
      elapsedMs: performance.now() - this.#startedAt,
      cpuUs: user + system,
      rssMiB: process.resourceUsage().maxRSS / 1024,
    };
    process.send?.(consumed, () => process.exit(0));
  }
}

/** What the parent tells a contender, as command line arguments. */
export function readOrder(): { brokers: string[]; topic: string; groupId: string; wanted: number } {
  const [brokers = '', topic = '', groupId = '', wanted = '0'] = process.argv.slice(2);
  return { brokers: brokers.split(','), topic, groupId, wanted: Number(wanted) };
}
