import { HubError } from '@hub/core';

/** Servers that are only late or short of something say so with a wait of a few seconds, those that refuse with more. */
const briefMs = 5_000;

/**
 * Asks a second time, at once, when the server failed: mostly one of several is restarted or a lock was lost, and a page
 * of which only the last part failed need not be read again. For what changes nothing.
 */
export async function onceMore<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!isBrief(error)) throw error;
    return await ask();
  }
}

function isBrief(error: unknown): boolean {
  if (!(error instanceof HubError) || !error.retryable || error.code !== 'KINGDEE_BUSY')
    return false;
  return (error.retryAfterMs ?? 0) <= briefMs;
}
