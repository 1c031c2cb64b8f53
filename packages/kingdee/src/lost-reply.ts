import type { HubError } from '@hub/core';
import { unsettled, type CallName } from './faults.js';
import { tlsFaults, type NoReply } from './transport.js';

/** The fault behind a call that got no whole answer. */
export function lostReply(
  { reason, perhapsSent, cause }: NoReply,
  call: CallName,
  host: string,
  replyMebibytesMax: number,
): HubError {
  const asked = { ...call, write: call.write && perhapsSent };
  switch (reason) {
    case 'timeout':
      return unsettled(asked, 'KINGDEE_TIMEOUT', `no answer from ${host} in time`, { cause });
    case 'oversize':
      return unsettled(
        asked,
        'KINGDEE_MALFORMED',
        `the answer is larger than ${String(replyMebibytesMax)} MiB; ask for fewer rows`,
      );
    case 'unreachable': {
      if (cause instanceof Error && 'code' in cause && tlsFaults.has(String(cause.code))) {
        const what = `the certificate of ${host} is not accepted (${String(cause.code)})`;
        return unsettled(asked, 'KINGDEE_TLS', what, { cause });
      }
      const what = `no connection to ${host}; check the address of the ERP and the network`;
      return unsettled(asked, 'KINGDEE_UNREACHABLE', what, { cause });
    }
  }
}
