import { BusinessError, msgCode } from '../business-error.js';
import type { Json } from './json.js';

export interface StatusError {
  readonly fieldName: string | null;
  readonly message: string;
  readonly index: number;
}

export interface SuccessEntity {
  readonly id: number | string;
  readonly number: string;
  readonly index: number;
}

/** What became of a call on one or several bills. */
export interface CallResult {
  readonly successes: readonly SuccessEntity[];
  readonly errors: readonly StatusError[];
  readonly code: number;
}

/**
 * The vendor's ResponseStatus. The order of its keys matters: an official client library finds a failure by
 * the text `,"IsSuccess":false,`, and a success has no ErrorCode.
 */
function responseStatus(result: CallResult): Json {
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
    SuccessMessages: [],
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

export function contextLost(): BusinessError {
  return new BusinessError(msgCode.contextLost, '会话信息已丢失，请重新登录');
}
