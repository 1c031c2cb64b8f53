import type { Handler } from '@hub/core';
import type { Receipt } from '@hub/schemas';
import type { Shown, ShownApprovals } from './ports.js';

/** Remembers who was shown what, so that a short text reply has something to refer to. */
export function rememberShown(shown: ShownApprovals, traceparent: () => string): Handler<Receipt> {
  return async ({ tenant, recipients, ...receipt }) => {
    const { form, documentId, number, version, commandId, at } = receipt;
    for (const { userId, node, state } of recipients) {
      if (node === null || (state !== 'DELIVERED' && state !== 'ACCEPTED')) continue;
      const one = { form, documentId, number, version, node, commandId, at };
      if (isOld(one, await shown.of(tenant, userId))) continue;
      await shown.remember(tenant, userId, { ...one, traceparent: traceparent() });
    }
    return [];
  };
}

/** A receipt that comes again must not hide what the person was shown since. */
function isOld(one: Omit<Shown, 'traceparent'>, known: readonly Shown[]): boolean {
  return known.some(
    ({ form, documentId, at }) =>
      form === one.form && documentId === one.documentId && at >= one.at,
  );
}
