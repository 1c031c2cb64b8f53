import type { Clock } from '@hub/core';
import type { Source, SourceUser } from '@hub/source';

/** Tenants that share an account share one reading of its users, if they ask within this time, milliseconds. */
const freshMs = 10_000;

/** The users of a system, read once for all tenants of the account; none where the system does not know any. */
export function sharedUsers(
  source: Pick<Source, 'users'>,
  clock: Pick<Clock, 'monotonic'>,
): () => Promise<readonly SourceUser[]> {
  let read: Promise<readonly SourceUser[]> | null = null;
  let readAt = 0;
  return async () => {
    if (source.users === undefined) return [];
    if (read === null || clock.monotonic() - readAt >= freshMs) {
      readAt = clock.monotonic();
      read = source.users();
      // A failure is not shared with those who ask later.
      read.catch(() => (read = null));
    }
    return read;
  };
}
