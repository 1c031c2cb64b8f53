import { cpuMsOf } from '../memory/process-status.js';
import type { NamedProcess } from '../memory/processes.js';
import { row, type Row } from '../report.js';

/** How much CPU each process takes for one document: what a busy machine cannot blur. */
export class WorkLog {
  readonly #processes: readonly NamedProcess[];
  readonly #cpuMsOf: (pid: number) => number;
  readonly #rounds = new Map<string, number[]>();
  #before = new Map<number, number>();

  constructor(processes: readonly NamedProcess[], read: (pid: number) => number = cpuMsOf) {
    this.#processes = processes;
    this.#cpuMsOf = read;
  }

  begin(): void {
    this.#before = new Map(this.#processes.map(({ pid }) => [pid, this.#cpuMsOf(pid)]));
  }

  /** Ends a round in which so many documents went through. */
  end(documents: number): void {
    for (const { name, pid } of this.#processes) {
      const used = this.#cpuMsOf(pid) - (this.#before.get(pid) ?? Number.NaN);
      this.#rounds.set(name, [...(this.#rounds.get(name) ?? []), used / documents]);
    }
  }

  rows(): readonly Row[] {
    return [...this.#rounds].map(([contender, rounds]) =>
      row({ ...{ contender, metric: 'CPU', unit: 'ms/document', better: 'less' }, rounds }),
    );
  }
}
