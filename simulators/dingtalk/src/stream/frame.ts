import { randomBytes } from 'node:crypto';

type FrameType = 'SYSTEM' | 'EVENT' | 'CALLBACK';

/** A frame from the server to a client. Every header value is a string; some official clients drop a frame otherwise. */
export interface Frame {
  readonly specVersion: '1.0';
  readonly type: FrameType;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly data: string;
}

/** What a client answers to a frame. */
export interface Ack {
  readonly code: number;
  readonly messageId: string;
  readonly message: string;
  /** Parsed from its JSON text; undefined when there was none. */
  readonly data: unknown;
}

/** An id such as `212b9d7c_165f_19bfa1a500a_1461def`. */
export function newMessageId(now: number): string {
  const part = (bytes: number): string => randomBytes(bytes).toString('hex');
  return [part(4), part(2), now.toString(16), part(4)].join('_');
}

export function systemFrame(topic: string, data: object, connectionId: string, now: number): Frame {
  return {
    specVersion: '1.0',
    type: 'SYSTEM',
    headers: {
      topic,
      contentType: 'application/json',
      messageId: newMessageId(now),
      time: String(now),
      connectionId,
    },
    data: JSON.stringify(data),
  };
}

/** Reads what a client sent; undefined when it is no acknowledgement. Clients put many things into `data`. */
export function parseAck(text: string): Ack | undefined {
  const frame = parseJson(text) as
    | { code?: unknown; headers?: { messageId?: unknown }; message?: unknown; data?: unknown }
    | undefined;
  const messageId = frame?.headers?.messageId;
  if (typeof messageId !== 'string') return undefined;
  const data = typeof frame?.data === 'string' ? parseJson(frame.data) : frame?.data;
  return {
    code: Number(frame?.code),
    messageId,
    message: typeof frame?.message === 'string' ? frame.message : '',
    data,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
