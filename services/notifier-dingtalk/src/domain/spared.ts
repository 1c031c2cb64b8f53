import { HubError } from '@hub/core';
import { reasonText } from './reasons.js';

/** How soon a message that was spared looks again whether there are calls for it. */
const spareMs = 30 * 60_000;

/** What is left of the month's calls is kept for what is essential. */
export function spared(retryAfterMs = spareMs): HubError {
  const text = reasonText(
    '本月调用额度所剩不多，留给审批与法定期限',
    'the calls that are left of this month are kept for approvals and legal deadlines',
  );
  return new HubError('NOTIFIER_SPARED', text, { retryable: true, retryAfterMs });
}
