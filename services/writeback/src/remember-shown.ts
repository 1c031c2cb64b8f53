import type { Handler } from '@hub/core';
import type { Receipt } from '@hub/schemas';
import type { ShownApprovals } from './ports.js';

/** Remembers who was shown what, so that a short text reply has something to refer to. */
export function rememberShown(shown: ShownApprovals, traceparent: () => string): Handler<Receipt> {
  return async ({ tenant, recipients, ...receipt }) => {
    const { form, documentId, number, version, commandId, at } = receipt;
    for (const { userId, node, state } of recipients) {
      if (node === null || (state !== 'DELIVERED' && state !== 'ACCEPTED')) continue;
      const one = { form, documentId, number, version, node, commandId, at };
      // A receipt that comes again does not hide what the person was shown since: what is older is not kept.
      await shown.remember(tenant, userId, { ...one, traceparent: traceparent() });
    }
    return [];
  };
}
