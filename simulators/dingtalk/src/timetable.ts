import type { SimulatorClock } from '@hub/simulator-kit';

const resolutionMs = 20;

interface Appointment {
  readonly at: number;
  readonly action: () => void;
}

/**
 * Does things later by the simulator's clock.
 *
 * Plain timers would ignore a shift of that clock, and then a test would have to wait a minute to see a redelivery.
 */
export class Timetable {
  readonly #clock: SimulatorClock;
  readonly #appointments = new Set<Appointment>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  /** Runs `action` once `ms` have passed; the returned function calls it off. */
  after(ms: number, action: () => void): () => void {
    const appointment = { at: this.#clock.now() + ms, action };
    this.#appointments.add(appointment);
    this.#timer ??= setInterval(() => {
      this.#keep();
    }, resolutionMs).unref();
    return () => {
      this.#appointments.delete(appointment);
    };
  }

  /** Calls everything off. */
  close(): void {
    clearInterval(this.#timer);
    this.#appointments.clear();
  }

  #keep(): void {
    const now = this.#clock.now();
    for (const appointment of this.#appointments) {
      if (appointment.at > now) continue;
      this.#appointments.delete(appointment);
      appointment.action();
    }
    if (this.#appointments.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
