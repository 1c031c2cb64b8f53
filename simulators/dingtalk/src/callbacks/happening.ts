import type { App } from '../organisation/organisation.js';

/** One event on its way to one application. */
export interface AppEvent {
  readonly app: App;
  readonly corpId: string;
  /** e.g. `user_modify_org`, `bpms_task_change`. */
  readonly eventType: string;
  readonly eventId: string;
  /** Milliseconds UTC. */
  readonly bornAt: number;
  /** The business object: all that a Stream frame carries in `data`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Directory events do not count against the monthly quota of pushes. */
  readonly counted: boolean;
}
