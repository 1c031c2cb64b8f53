import { HubError, type FaultOptions } from '@hub/core';
import { nameOf, type CallName } from '../faults.js';

/** `{data, errorCode, message, status}` */
export type CosmicAnswer = Readonly<Record<string, unknown>>;

export function codeOf(answer: CosmicAnswer): string {
  const code = answer['errorCode'];
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'none';
}

export function saidOf(answer: CosmicAnswer): unknown {
  return answer['message'];
}

interface Meaning extends FaultOptions {
  readonly code: string;
  readonly remedy: string;
}

const busy: Meaning = {
  code: 'KINGDEE_BUSY',
  remedy: 'it is tried again',
  retryable: true,
  retryAfterMs: 5_000,
};

/** The vendor's own list of codes; what is not on it is a refusal. */
const meanings: Readonly<Record<string, Meaning>> = {
  '403': {
    code: 'KINGDEE_NO_PERMISSION',
    remedy: 'grant this API to the application, and let the address of the hub in',
  },
  '404': {
    code: 'KINGDEE_FORM_UNKNOWN',
    remedy: 'publish the query of this form, or correct its path in the source',
  },
  '429': {
    code: 'KINGDEE_CALL_LIMIT',
    remedy: 'lower callsPerSecond, or widen the limit',
    retryable: true,
    retryAfterMs: 60_000,
  },
  '500': busy,
  '612': { code: 'KINGDEE_NO_PERMISSION', remedy: 'give the proxy user the right to this data' },
  '999': busy,
};

export const tokenLostCode = '401';

/** The fault behind an answer that says no. `said` is the server's own text, already masked. */
export function refusalOf(call: CallName, code: string, said: string): HubError {
  const {
    code: fault,
    remedy,
    ...options
  } = meanings[code] ?? {
    code: 'KINGDEE_REFUSED',
    remedy: 'see the message; parameters that the published query wants can be named in the source',
  };
  const message = `${nameOf(call)}: ${said} (errorCode ${code}); ${remedy}`;
  return new HubError(fault, message, options);
}
