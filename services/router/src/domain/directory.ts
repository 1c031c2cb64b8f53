import type { Person } from '@hub/schemas';

/** Who is who in one tenant. Only active people are found. */
export interface Directory {
  byErpUser(erpUserId: string): Person | undefined;
  byUserId(userId: string): Person | undefined;
  /** Holders of a DingTalk role, by name of the role. */
  byRole(role: string): readonly Person[];
}
