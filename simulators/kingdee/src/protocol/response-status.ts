import { BusinessError, msgCode } from '../business-error.js';
import type { Switches } from '../switches.js';
import type { Json } from './json.js';

export interface StatusError {
  readonly fieldName: string | null;
  readonly message: string;
  readonly index: number;
}

export interface SuccessEntity {
  readonly id: number | string;
  /** Null for what has no number, such as a file. */
  readonly number: string | null;
  readonly index: number;
}

/** What became of a call on one or several bills. */
export interface CallResult {
  readonly successes: readonly SuccessEntity[];
  readonly errors: readonly StatusError[];
  readonly code: number;
  /** Said beside a success, such as bills that were generated. */
  readonly messages?: readonly string[];
}

/**
 * The vendor's ResponseStatus. The order of its keys matters: an official client library finds a failure by
 * the text `,"IsSuccess":false,`, and a success has no ErrorCode.
 */
export function responseStatus(result: CallResult): Json {
  const failed = result.errors.length > 0;
  return {
    ...(failed ? { ErrorCode: 500 } : {}),
    IsSuccess: !failed,
    Errors: result.errors.map((error) => ({
      FieldName: error.fieldName,
      Message: error.message,
      DIndex: error.index,
    })),
    SuccessEntitys: result.successes.map((success) => ({
      Id: success.id,
      Number: success.number,
      DIndex: success.index,
    })),
    SuccessMessages: (result.messages ?? []).map((message) => ({
      FieldName: null,
      Message: message,
      DIndex: 0,
    })),
    MsgCode: result.code,
  };
}

export function resultReply(result: CallResult, more: Readonly<Record<string, Json>> = {}): Json {
  return { Result: { ResponseStatus: responseStatus(result), ...more } };
}

export function errorReply(error: BusinessError): Json {
  const { fieldName, message, code } = error;
  return resultReply({ successes: [], errors: [{ fieldName, message, index: 0 }], code });
}

/** The reply to a caller without a living session and without good credentials. */
export function contextLost(switches: Switches): BusinessError {
  const text = {
    chinese: '会话信息已丢失，请重新登录',
    english: 'The session information has been lost. Please log in again.',
  }[switches.lostSessionText];
  return new BusinessError(msgCode.contextLost, text);
}
