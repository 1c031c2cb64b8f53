import { HubError, type FaultOptions } from '@hub/core';

/** What was being asked, for messages and for telling what a lost answer means. */
export interface CallName {
  readonly method: string;
  /** Form id, when the call is about one. */
  readonly form: string | null;
  /** True when the call may change something in the ERP. */
  readonly write: boolean;
}

/** A refusal in the ERP's own terms; `msgCode` is what the caller branches on, never the text. */
export class KingdeeRefusal extends HubError {
  readonly msgCode: number;

  constructor(code: string, message: string, msgCode: number, options: FaultOptions = {}) {
    super(code, message, options);
    this.name = 'KingdeeRefusal';
    this.msgCode = msgCode;
  }
}

/** MsgCode of a call whose session is gone. */
export const sessionLostCode = 1;
/** MsgCode "exception": an unknown form or a bad filter in a query, anything at all in a write. */
export const exceptionCode = 4;

interface Meaning extends FaultOptions {
  readonly code: string;
  readonly remedy: string;
  /** Set when after this answer a write may nevertheless have happened. */
  readonly writeUnsettled?: boolean;
}

const refused: Meaning = { code: 'KINGDEE_REFUSED', remedy: 'see the message of the ERP' };

const meanings: Readonly<Record<number, Meaning>> = {
  2: { code: 'KINGDEE_NO_PERMISSION', remedy: 'give the integration user this right in the ERP' },
  [exceptionCode]: {
    ...refused,
    remedy: 'check the form id, the fields and the filter',
    writeUnsettled: true,
  },
  5: { code: 'KINGDEE_FORM_UNKNOWN', remedy: 'name a form' },
  6: {
    code: 'KINGDEE_BUSY',
    remedy: 'the database of the ERP failed; it is tried again',
    retryable: true,
    retryAfterMs: 5_000,
    writeUnsettled: true,
  },
  7: {
    code: 'KINGDEE_LICENCE',
    remedy: 'give the integration user a licence group, or renew the licence',
  },
  9: { code: 'KINGDEE_FIELD_UNKNOWN', remedy: 'correct the field in the form file, or the value' },
  13: {
    code: 'KINGDEE_BUSY',
    remedy: 'somebody is editing the bill; it is tried again',
    retryable: true,
    retryAfterMs: 5_000,
  },
  14: {
    code: 'KINGDEE_CALL_LIMIT',
    remedy: 'poll less often, or raise the call limit in the system parameters of the ERP',
    retryable: true,
    retryAfterMs: 60_000,
  },
  15: { code: 'KINGDEE_LOGIN_REFUSED', remedy: 'use an integration user who is no administrator' },
};

/** The fault behind a business answer that says no. `said` is the ERP's own text, already masked. */
export function refusalOf(call: CallName, msgCode: number, said: string): HubError {
  const { code, remedy, writeUnsettled = false, ...options } = meanings[msgCode] ?? refused;
  const message = `${nameOf(call)}: ${said === '' ? 'refused' : said} (MsgCode ${String(msgCode)}); ${remedy}`;
  if (call.write && writeUnsettled) return outcomeUnknown(call, message);
  return new KingdeeRefusal(code, message, msgCode, options);
}

/** For a write whose answer says nothing certain: it must be settled by reading, never by sending again. */
function outcomeUnknown(call: CallName, why: string, cause?: unknown): HubError {
  const message = `${nameOf(call)}: ${why}; whether it took effect is unknown, so read the bill back before anything else`;
  return new HubError('KINGDEE_OUTCOME_UNKNOWN', message, { cause });
}

/** For an answer that may pass: retryable after a read, unsettled after a write. */
export function unsettled(
  call: CallName,
  code: string,
  why: string,
  options: FaultOptions = {},
): HubError {
  if (call.write) return outcomeUnknown(call, why, options.cause);
  return new HubError(code, `${nameOf(call)}: ${why}`, { retryable: true, ...options });
}

export function nameOf(call: CallName): string {
  return call.form === null ? `Kingdee ${call.method}` : `Kingdee ${call.method} of ${call.form}`;
}
