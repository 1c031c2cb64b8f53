import { failpoint, HubError, type Clock } from '@hub/core';
import { Alarm } from './alarm.js';
import { intervalsOf, joinsAfter, intervalMaxMs } from './domain/pace.js';
import type { Duty } from './duty.js';
import { FaultBook, type Fault } from './fault-book.js';
import type { IngestTelemetry } from './ingest-telemetry.js';
import type { Log } from './ports.js';
import { overlapMs, type FormState } from './reading/form-state.js';
import { isLasting, type TurnReport } from './reading/turn.js';
import { repeat } from './repeat.js';

export interface AccountLoopOptions {
  /** For logs and metrics. */
  readonly name: string;
  readonly tenants: readonly string[];
  readonly states: ReadonlyMap<string, FormState>;
  readonly take: (due: readonly string[]) => Promise<TurnReport>;
  /** Called before each turn: tenants that can be read by now come in. */
  readonly join: () => void;
  /** What the mean interval of busy forms should be about, milliseconds. */
  readonly meanMs: number;
  /** One interval for all forms, instead of what their changes ask for; null to adapt. */
  readonly fixedMs: number | null;
  readonly asksTasks: boolean;
  /** Changes of the last minutes from which on late commits of a form take questions of their own; null for never. */
  readonly asksForLateFrom: number | null;
  readonly duties: readonly Duty[];
  readonly telemetry: IngestTelemetry;
  readonly clock: Clock;
  /** From [0, 1); spreads the waits after failures. */
  readonly random?: (() => number) | undefined;
  readonly log: Log;
}

/** How an account is doing. */
export interface AccountStatus {
  /** UTC milliseconds. */
  readonly lastPollAt: number | null;
  readonly faults: readonly Fault[];
}

/** Wait before a turn that should come at once. */
const soonMs = 100;
/**
 * Part of an interval after which a form joins a turn of forms that have the very same one, the longest. It happens once:
 * from then on they are due together, and take one turn instead of several.
 */
const meetsAfter = 0.5;
/** Rest of a form after a failure that may pass, unless the system asks for another. */
const restMs = 5_000;
/** The questions for late commits of a form, per second. */
const lateCallsPerSecond = 1.5 / 60;

/** Reads one account: its forms each at its pace, its duties each at theirs. What fails here touches no other account. */
export class AccountLoop {
  readonly #options: AccountLoopOptions;
  readonly #stop = new AbortController();
  readonly #alarm: Alarm;
  readonly #faults: FaultBook;
  /** Forms that somebody said have changed. */
  readonly #woken = new Set<string>();
  #lastPollAt: number | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: AccountLoopOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    const { log, name, tenants } = options;
    this.#faults = new FaultBook(log, name, { tenants: tenants.join(',') });
  }

  start(): void {
    this.#running = Promise.all([
      this.#repeat('documents', () => this.#turn(), this.#alarm),
      ...this.#options.duties.map((duty) =>
        this.#repeat(duty.name, async () => {
          failpoint('ingest.duringDuty');
          await duty.run(this.#stop.signal);
          return duty.intervalMs;
        }),
      ),
    ]);
  }

  get status(): AccountStatus {
    return { lastPollAt: this.#lastPollAt, faults: this.#faults.all };
  }

  /** Reads a form at once; null reads all. */
  wake(form: string | null): void {
    for (const one of form === null ? this.#options.states.keys() : [form]) this.#woken.add(one);
    this.#alarm.ring();
  }

  /** Finishes the turn in hand. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #turn(): Promise<number> {
    const { clock, telemetry, take, join, name } = this.#options;
    const began = clock.monotonic();
    join();
    const due = this.#due(began);
    if (due.length === 0) return this.#waitMs(began);
    for (const form of due) this.#woken.delete(form);
    try {
      const report = await take(due);
      // What fails for every form is the system's; what fails for one keeps the others from nothing.
      const [first] = report.faults;
      if (first !== undefined && report.faults.length === due.length && !isLasting(first.error)) {
        throw first.error;
      }
      telemetry.polled(name, clock.monotonic() - began, 'done');
      this.#lastPollAt = clock.now();
      this.#note(due, report);
      if (report.more) return soonMs;
      return clock.monotonic() - began + this.#waitMs(clock.monotonic());
    } catch (error) {
      telemetry.polled(name, clock.monotonic() - began, 'failed');
      throw error;
    }
  }

  #note(due: readonly string[], report: TurnReport): void {
    const now = this.#options.clock.monotonic();
    for (const form of due) {
      const fault = report.faults.find((one) => one.form === form);
      const state = this.#options.states.get(form);
      if (fault === undefined) this.#faults.recover(form);
      else if (isLasting(fault.error)) {
        this.#faults.fail(form, fault.error);
        // It is not read sooner than the others for having failed.
        if (state !== undefined) state.readAtMonotonic = now;
      } else {
        const waitMs = restMsAfter(fault.error);
        this.#faults.fail(form, fault.error, waitMs);
        if (state !== undefined) state.restsUntilMonotonic = now + waitMs;
      }
    }
  }

  /** The forms of a turn: when one is due, those that soon will be come along and share the questions for tasks. */
  #due(now: number): string[] {
    const waits = this.#waits(now);
    const due = waits.filter(({ leftMs }) => leftMs <= 0);
    const urgent = waits.filter(({ form, state }) => this.#isUrgent(form, state, now));
    if (due.length + urgent.length === 0) return [];
    const slowest = Math.max(0, ...due.map(({ intervalMs }) => intervalMs));
    return waits
      .filter(
        ({ state, leftMs, intervalMs }) =>
          state.restsUntilMonotonic <= now &&
          leftMs <= intervalMs * (1 - (intervalMs === slowest ? meetsAfter : joinsAfter)),
      )
      .concat(urgent)
      .map(({ form }) => form)
      .filter((form, index, all) => all.indexOf(form) === index);
  }

  #isUrgent(form: string, state: FormState, now: number): boolean {
    if (state.restsUntilMonotonic > now) return false;
    return this.#woken.has(form) || state.again.size > 0 || state.resumeAt !== null;
  }

  #waitMs(now: number): number {
    const { fixedMs, meanMs } = this.#options;
    const waits = this.#waits(now).map(({ leftMs }) => leftMs);
    // Before anybody has joined it is only looked whether somebody can.
    return Math.max(
      0,
      Math.min(waits.length === 0 ? (fixedMs ?? meanMs) : intervalMaxMs, ...waits),
    );
  }

  #waits(now: number): { form: string; state: FormState; intervalMs: number; leftMs: number }[] {
    const { states, fixedMs, meanMs, asksTasks, asksForLateFrom } = this.#options;
    const all = [...states.values()];
    const paces = all.map(({ rate, calls }) => ({ rate: rate.perSecond, calls }));
    // Less than one change in a quarter of an hour is as good as none.
    const busyFrom = Math.max(asksForLateFrom ?? Infinity, 0.3);
    const searched = paces.filter(({ rate }) => (rate * overlapMs) / 1_000 > busyFrom).length;
    const intervals =
      fixedMs !== null
        ? all.map(() => fixedMs)
        : intervalsOf(paces, {
            meanMs,
            callsPerTurn: asksTasks ? 2 : 0,
            callsPerSecond: searched * lateCallsPerSecond,
          });
    return all.map((state, index) => {
      const intervalMs = intervals[index] ?? intervalMaxMs;
      const leftMs = Math.max(state.readAtMonotonic + intervalMs, state.restsUntilMonotonic) - now;
      return { form: state.form, state, intervalMs, leftMs };
    });
  }

  async #repeat(what: string, turn: () => Promise<number>, alarm?: Alarm): Promise<void> {
    const { clock, random } = this.#options;
    await repeat({
      clock,
      signal: this.#stop.signal,
      ...(random === undefined ? {} : { random }),
      ...(alarm === undefined ? {} : { alarm }),
      turn: async () => {
        const intervalMs = await turn();
        this.#faults.recover(what);
        return intervalMs;
      },
      onFailure: (error, waitMs) => {
        this.#faults.fail(what, error, waitMs);
      },
    });
  }
}

/** How long a form rests after a failure that may pass, milliseconds. */
function restMsAfter(error: unknown): number {
  const asked = error instanceof HubError ? error.retryAfterMs : undefined;
  return Math.min(Math.max(asked ?? restMs, soonMs), intervalMaxMs);
}
