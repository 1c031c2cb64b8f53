import type { Session } from '../auth/sessions.js';
import { msgCode, type BusinessError } from '../business-error.js';
import type { Switches } from '../switches.js';
import type { Json } from './json.js';
import type { Method } from './method.js';
import { errorReply } from './response-status.js';

/** What became of a call, for the answer and for the journal. */
export interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly isJson: boolean;
  readonly ok: boolean;
  readonly code: number;
  readonly session: Session | undefined;
  /** The reply before it was written as text, where there is one. */
  readonly reply?: Json;
}

/** A reply that a method gave; whether it tells of success is read from the reply itself. */
export function replied(reply: Json, session: Session | undefined, isOk?: boolean): Outcome {
  type Status = { IsSuccess?: boolean; MsgCode?: number } | undefined;
  const result = reply as { Result?: { ResponseStatus?: Status } } | null;
  const status = result?.Result?.ResponseStatus;
  const ok = isOk ?? status?.IsSuccess ?? true;
  const body = JSON.stringify(reply);
  return { status: 200, body, isJson: true, ok, code: status?.MsgCode ?? 0, session, reply };
}

/** A refusal in the shape that the method's errors have. */
export function refused(
  switches: Switches,
  method: Method | undefined,
  error: BusinessError,
  session: Session | undefined,
): Outcome {
  const plain = errorReply(error);
  const shape = method?.kind === 'session' ? method.errors : 'object';
  const nested = shape === 'rows' || switches.billQueryError === 'nested';
  const reply = shape === 'object' ? plain : nested ? [[plain]] : [plain];
  const body = JSON.stringify(reply);
  return { status: 200, body, isJson: true, ok: false, code: error.code, session, reply };
}

/** The text of an exception that the server did not catch. */
export function exception(message: string, status = 500): Outcome {
  const text = JSON.stringify({
    Message: message,
    InnerExWrapper: { Message: message },
    InnerException: null,
  });
  return { ...plainText(`response_error:${text}`, status), code: msgCode.exception };
}

/** A text that is none of the vendor's reply objects. */
export function plainText(body: string, status = 200, session?: Session): Outcome {
  return { status, body, isJson: false, ok: false, code: 0, session };
}
