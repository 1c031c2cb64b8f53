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
const aboutPeople = /^(param\.userIdNotExist|invalidParameter\.userIds|60121|33012)/;

/** Whether a refusal is about some of the people rather than the message; the others can still be told. */
export function isAboutPeople(error: unknown): error is HubError {
  if (!(error instanceof HubError) || error.retryable || !('vendorCode' in error)) return false;
  return aboutPeople.test(String(error.vendorCode));
}
