import type { Json, VendorReply } from '@hub/simulator-kit';

/** Every answer of K3API has these three, whatever became of the call. */
export interface Envelope {
  readonly StatusCode: number;
  readonly Message: string;
  readonly Data: Json;
}

/** Thrown to answer with a StatusCode other than 200. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly data: Json;

  constructor(statusCode: number, message: string, data: Json = null) {
    super(message);
    this.statusCode = statusCode;
    this.data = data;
  }
}

export function done(data: Json, message = 'Successful'): Envelope {
  return { StatusCode: 200, Message: message, Data: data };
}

export function replyOf(envelope: Envelope): VendorReply {
  const { StatusCode, Message } = envelope;
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(envelope),
    outcome: { ok: StatusCode === 200, statusCode: StatusCode, message: Message },
  };
}

/** IIS answers a path that leads nowhere itself. */
export const notFound: VendorReply = {
  status: 404,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html><head><title>404</title></head><body>找不到资源</body></html>',
  outcome: { ok: false },
};

/** The interface is there for GET and POST; anything else is not done. */
export const notAllowed: VendorReply = {
  ...notFound,
  status: 405,
  body: '<!DOCTYPE html><html><head><title>405</title></head><body>不允许的方法</body></html>',
};
