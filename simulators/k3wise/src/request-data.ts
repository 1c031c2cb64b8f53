import type { VendorRequest } from '@hub/simulator-kit';
import { Refusal } from './reply.js';

export type Sent = Readonly<Record<string, unknown>>;

/**
 * What a call carries as `Data`, as clients in the field send it: JSON of any content type, `Data` or `data`, an object
 * or a text that holds one, a form field, or query parameters without a body.
 */
export function dataOf({ body, query }: VendorRequest): Sent {
  const text = body.trim();
  if (text === '') return Object.fromEntries(query);
  const form = /^data=/i.test(text) ? new URLSearchParams(text) : undefined;
  const whole = form === undefined ? parsed(text) : Object.fromEntries(form);
  const data = isObject(whole) ? valueOf(whole, 'data') : undefined;
  if (data === undefined) throw new Refusal(400, '请求参数缺少Data');
  const inner = typeof data === 'string' ? parsed(data) : data;
  if (!isObject(inner)) throw new Refusal(400, 'Data不是JSON对象');
  return inner;
}

/** The value of a key, letter case aside. */
export function valueOf(object: Sent, key: string): unknown {
  const found = Object.keys(object).find((each) => each.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : object[found];
}

export function textOf(object: Sent, key: string): string {
  const value = valueOf(object, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export function isObject(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, '请求内容不是JSON');
  }
}
