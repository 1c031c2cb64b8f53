import { hashId, type Clock } from '@hub/core';
import type { Click } from '@hub/schemas';
import { admitClick, type PressedButton } from './domain/admit-click.js';
import {
  decidedParams,
  refusedParams,
  workingParams,
  type PrivateParams,
} from './domain/answers.js';
import { cleanComment } from './domain/erp.js';
import type { Ledger, Publish, Tenants, Traced } from './ports.js';

export interface TakeClickPorts {
  readonly tenants: Tenants;
  readonly ledger: Pick<Ledger, 'peek'>;
  readonly publish: Publish;
  readonly traced: Traced;
  readonly clock: Clock;
}

/** Takes a pressed button from a tenant's connection; returns what the person's card shows him at once. */
export type TakeClick = (tenant: string, button: PressedButton) => Promise<PrivateParams>;

/**
 * Lets a click in: what is not ours is answered and forgotten, what is ours is in Kafka before DingTalk gets its
 * answer. The tenant is that of the connection; nothing in the body can choose another.
 */
export function takeClick({ tenants, ledger, publish, traced, clock }: TakeClickPorts): TakeClick {
  return async (tenantId, button) => {
    const tenant = tenants.get(tenantId);
    const { answers } = tenant;
    const admission = admitClick(button, tenant, clock.now());
    if (!admission.admitted) return refusedParams(answers, admission.refusal);

    const { claims, action, capability } = admission;
    const decision = ledger.peek(claims);
    if (decision?.state === 'DONE') return decidedParams(answers, decision);

    const reason = cleanComment(button.params['reason'] ?? '');
    const { form, documentId, node, commandId } = claims;
    const click: Click = {
      // DingTalk gives a click no id: the same press of the same button is the same click.
      clickId: hashId('click', tenantId, commandId, button.userId, action, reason),
      tenant: tenantId,
      form,
      documentId,
      node,
      corpId: button.corpId,
      userId: button.userId,
      source: 'BUTTON',
      action,
      reason: reason === '' ? null : reason,
      capability,
      commandId,
      at: clock.now(),
    };
    await traced('take-click', claims.traceparent, () =>
      publish([{ topic: 'dingtalk.click.v1', value: click }]),
    );
    return workingParams(answers);
  };
}
