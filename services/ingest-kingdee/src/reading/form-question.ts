import type { Source } from '@hub/source';
import type { ServerClock } from '../domain/server-clock.js';
import type { FormState } from './form-state.js';

/** What a reading of one form starts from. */
export interface FormQuestion {
  readonly source: Source;
  readonly state: FormState;
  readonly organisations: readonly string[];
  /** Whether steps of its documents may be open: they come in another answer, which says of them what is now. */
  readonly hasSteps: boolean;
  readonly serverClock: ServerClock;
  /** Documents that the turn may still take, over all its forms. */
  readonly room: { left: number };
  /** Wall and monotonic time at the beginning. */
  readonly now: number;
  readonly monotonic: number;
}
