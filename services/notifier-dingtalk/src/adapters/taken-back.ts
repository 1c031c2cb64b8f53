import { HubError } from '@hub/core';
import type { Recalled } from '@hub/dingtalk';

/**
 * DingTalk says of each message inside a good answer whether it was taken back.
 *
 * @throws HubError DINGTALK_REFUSED when one was not, e.g. because it is older than 24 hours
 */
export function takenBack({ failed }: Recalled): void {
  const [why] = Object.values(failed);
  if (why !== undefined)
    throw new HubError('DINGTALK_REFUSED', `the message was not taken back: ${why}`);
}
