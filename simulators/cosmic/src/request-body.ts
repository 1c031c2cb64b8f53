import type { VendorRequest } from '@hub/simulator-kit';
import { Refusal } from './reply.js';

export type Sent = Readonly<Record<string, unknown>>;

/** The JSON object of a call; an empty body is an empty object. */
export function bodyOf({ body }: VendorRequest): Sent {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body.trim());
  } catch {
    throw new Refusal('406', '请求报文不是合法的JSON。');
  }
  if (!isObject(value)) throw new Refusal('406', '请求报文不是JSON对象。');
  return value;
}

export function isObject(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(object: Sent, key: string): string {
  const value = object[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
