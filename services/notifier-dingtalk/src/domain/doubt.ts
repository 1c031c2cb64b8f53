import { HubError } from '@hub/core';

/**
 * Whether a call that failed may have been carried out all the same. The client says so of its own faults; of anything
 * else nobody knows.
 */
export function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof HubError)) return true;
  return 'perhapsDone' in error && error.perhapsDone === true;
}

/** Codes with which DingTalk refuses a call for the sake of somebody in its list. */
const aboutPeople = /^(param\.userIdNotExist|invalidParameter\.userIds|miss\.staffId|60121|33012)/;

/** Whether a refusal is about some of the people rather than the message; the others can still be told. */
export function isAboutPeople(error: unknown): error is HubError {
  if (!(error instanceof HubError) || error.retryable || !('vendorCode' in error)) return false;
  return aboutPeople.test(String(error.vendorCode));
}

/** Codes with which a call about one person is refused for his sake. */
const ofPerson: ReadonlySet<string> = new Set([
  'DINGTALK_USER',
  'DINGTALK_REFUSED',
  'NOTIFIER_NO_UNION_ID',
]);

/** Whether a call about one person was refused, while it may well be accepted for others. */
export function isAboutPerson(error: unknown): error is HubError {
  return error instanceof HubError && !error.retryable && ofPerson.has(error.code);
}
