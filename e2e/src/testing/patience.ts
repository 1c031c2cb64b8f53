import type { DingTalkSimulator } from '@hub/simulator-dingtalk';

/** Longer than a busy machine stands still. */
export const patienceMs = 60_000;

/**
 * Gives whoever is to answer a push all the time there is. DingTalk's own 2 to 3 s count by the clock of the machine, and
 * what is not answered in them comes again or is lost: on a busy machine that would be no story of the test's.
 */
export function beForbearing({ settings }: Pick<DingTalkSimulator, 'settings'>): void {
  settings.cardDeadlineMs = patienceMs;
  settings.ackTimeoutMs = patienceMs;
  settings.callbackDeadlineMs = patienceMs;
}

/** The same for a notifier: a machine that stands still is no DingTalk and no Redis that is away, which it would make up for. */
export const patientNotifier = {
  NOTIFIER_CALL_TIMEOUT_MS: '30000',
  NOTIFIER_REDIS_TIMEOUT_MS: '20000',
};
