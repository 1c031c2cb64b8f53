import type { Handler } from '@hub/core';
import type { Receipt } from '@hub/schemas';
import type { ShownApprovals } from './ports.js';

/** Remembers who was shown what, so that a short text reply has something to refer to. */
export function rememberShown(shown: ShownApprovals, traceparent: () => string): Handler<Receipt> {
  return async ({ tenant, form, documentId, number, version, commandId, at, recipients }) => {
    for (const { userId, node, state } of recipients) {
      if (node === null || (state !== 'DELIVERED' && state !== 'ACCEPTED')) continue;
      await shown.remember(tenant, userId, {
        form,
        documentId,
        number,
        version,
        node,
        commandId,
        at,
        traceparent: traceparent(),
      });
    }
    return [];
  };
}
