import { control } from './control.js';

let offsetMs = 0;

/** The time of the simulator, which can be moved; phones go by it. */
export function now() {
  return new Date(Date.now() + offsetMs);
}

/** Reads how far the simulator is ahead; true when that has changed. */
export async function readClock() {
  const before = offsetMs;
  ({ offsetMs } = await control.clock());
  return offsetMs !== before;
}
