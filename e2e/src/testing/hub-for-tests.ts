import { startHub, type RunningHub } from '@hub/cli';
import { patientNotifier } from './patience.js';

/** A whole hub with a broker and a Redis of its own, so that stories in other files do not meet it. */
export function hubForTests(): Promise<RunningHub> {
  return startHub({
    log: () => undefined,
    pollIntervalMs: 500,
    ownParts: true,
    environment: patientNotifier,
    onCrash: (name, code, logFile) => {
      process.stderr.write(`${name} ended by itself with code ${String(code)}; see ${logFile}\n`);
    },
  });
}
