import { isRecord, parseExactJson } from '@hub/core';
import { readTime } from '../mapping/read-time.js';
import type { ReceivedRequest } from '../source.js';
import { RefusedEvent } from './refused-event.js';

/** One event of CloudEvents 1.0. */
export interface CloudEvent {
  /** Context attributes and extensions. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Numbers keep every digit. */
  readonly data: unknown;
}

const attributeName = /^[a-z0-9]{1,40}$/;
const required = ['id', 'source', 'type', 'specversion'] as const;
const valueLengthMax = 1_000;

/**
 * Reads the events of a request in structured, binary or batched mode (CloudEvents 1.0 HTTP binding, section 3).
 *
 * @throws RefusedEvent 400, 413 or 415 with what is wrong
 */
export function readEvents(
  { headers, body }: ReceivedRequest,
  eventsMax: number,
): readonly CloudEvent[] {
  const type = mediaType(headers['content-type']);
  if (type === 'application/cloudevents+json') return [eventOf(json(body), 'the event')];
  if (type === 'application/cloudevents-batch+json') return batch(json(body), eventsMax);
  if (type.startsWith('application/cloudevents')) {
    throw new RefusedEvent(415, `${type} is not read; send application/cloudevents+json`);
  }
  if (headers['ce-specversion'] !== undefined) return [binary(headers, type, body)];
  throw new RefusedEvent(
    415,
    `${type === '' ? 'a request without content-type' : type} is no CloudEvent; send application/cloudevents+json, its batch, or the ce- headers`,
  );
}

function batch(value: unknown, eventsMax: number): readonly CloudEvent[] {
  if (!Array.isArray(value)) throw new RefusedEvent(400, 'the batch is no JSON array');
  if (value.length > eventsMax) {
    throw new RefusedEvent(
      413,
      `the batch has ${String(value.length)} events; send at most ${String(eventsMax)} at once`,
    );
  }
  return value.map((event, index) => eventOf(event, `event ${String(index)} of the batch`));
}

function eventOf(value: unknown, which: string): CloudEvent {
  if (!isRecord(value)) throw new RefusedEvent(400, `${which} is no JSON object`);
  const { data, data_base64: encoded, ...rest } = value;
  const attributes: Record<string, string> = {};
  for (const [name, of] of Object.entries(rest)) {
    if (of === null) continue;
    if (!attributeName.test(name)) {
      throw new RefusedEvent(400, `${which}: ${name.slice(0, 40)} is no name of an attribute`);
    }
    if (typeof of !== 'string' && typeof of !== 'number' && typeof of !== 'boolean') {
      throw new RefusedEvent(400, `${which}: ${name} is no scalar`);
    }
    attributes[name] = String(of);
  }
  check(attributes, which);
  const isJson = jsonType(attributes['datacontenttype'] ?? 'application/json');
  if (!isJson) throw new RefusedEvent(415, `${which}: datacontenttype is not JSON`);
  return { attributes, data: encoded === undefined ? data : decoded(encoded, which) };
}

function binary(headers: Readonly<Record<string, string>>, type: string, body: Buffer): CloudEvent {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith('ce-')) continue;
    const name = header.slice(3);
    if (!attributeName.test(name)) throw new RefusedEvent(400, `header ${header} is no attribute`);
    attributes[name] = unescaped(value, header);
  }
  check(attributes, 'the event');
  if (!jsonType(type)) {
    throw new RefusedEvent(415, `the data is ${type === '' ? 'of no type' : type}; send JSON`);
  }
  return { attributes, data: json(body) };
}

function check(attributes: Readonly<Record<string, string>>, which: string): void {
  for (const name of required) {
    if ((attributes[name] ?? '') === '') throw new RefusedEvent(400, `${which} has no ${name}`);
  }
  const long = Object.entries(attributes).find(([, value]) => value.length > valueLengthMax);
  if (long !== undefined) throw new RefusedEvent(400, `${which}: ${long[0]} is too long`);
  const { specversion, time } = attributes;
  if (specversion !== '1.0') {
    throw new RefusedEvent(400, `${which}: specversion is ${specversion ?? ''}; send 1.0`);
  }
  if (time !== undefined && !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/i.test(time)) {
    throw new RefusedEvent(400, `${which}: time is no RFC 3339 timestamp`);
  }
  if (time !== undefined && readTime(time, { timeZone: 'UTC', numericTimes: 'seconds' }) === null) {
    throw new RefusedEvent(400, `${which}: time is no timestamp`);
  }
}

function json(body: Buffer): unknown {
  try {
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RefusedEvent(400, 'the body is no JSON in UTF-8');
  }
}

function decoded(encoded: unknown, which: string): unknown {
  if (typeof encoded !== 'string') throw new RefusedEvent(400, `${which}: data_base64 is no text`);
  return json(Buffer.from(encoded, 'base64'));
}

/** Headers carry what is not printable ASCII percent-encoded (HTTP binding, section 3.1.3.2). */
function unescaped(value: string, header: string): string {
  try {
    return decodeURIComponent(value.replaceAll(/%(?![0-9a-fA-F]{2})/g, '%25'));
  } catch {
    throw new RefusedEvent(400, `header ${header} is not percent-encoded UTF-8`);
  }
}

function mediaType(header: string | undefined): string {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';');
  const charset = parameters
    .map((one) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(one)?.[1])
    .find(Boolean);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new RefusedEvent(415, `charset ${charset} is not read; send UTF-8`);
  }
  return type.trim();
}

function jsonType(type: string): boolean {
  return /^(application|text)\/([a-z0-9.!#$&^_-]+\+)?json$/.test(mediaType(type));
}
