import type { Json, VendorReply } from '@hub/simulator-kit';
import type { Switches } from './switches.js';

/** Thrown to answer with an errorCode of the interface's own list. */
export class Refusal extends Error {
  readonly errorCode: string;
  readonly data: Json;

  constructor(errorCode: string, message: string, data: Json = null) {
    super(message);
    this.errorCode = errorCode;
    this.data = data;
  }
}

export function done(data: Json): VendorReply {
  return json(200, { data, errorCode: '0', message: null, status: true }, '0');
}

export function refused(error: Refusal, { errorStatus }: Switches): VendorReply {
  const { errorCode, message, data } = error;
  const code = Number(errorCode);
  const status = errorStatus === 'as-code' && code >= 400 && code < 600 ? code : 200;
  return json(status, { data, errorCode, message, status: false }, errorCode);
}

/** The old login answers in a form of its own. */
export function oldReply(data: Readonly<Record<string, Json>>, state: string): VendorReply {
  return json(200, { data, state }, state === 'success' ? '0' : state);
}

export const notFound: VendorReply = {
  status: 404,
  contentType: 'text/html; charset=utf-8',
  body: '<html><head><title>404 Not Found</title></head><body>nginx</body></html>',
  outcome: { ok: false },
};

export function json(status: number, body: Json, errorCode: string): VendorReply {
  return {
    status,
    contentType: 'application/json;charset=utf-8',
    body: JSON.stringify(body),
    outcome: { ok: errorCode === '0', errorCode },
  };
}
