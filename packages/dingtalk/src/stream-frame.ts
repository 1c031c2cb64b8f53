import { isFields, type Fields } from './reply.js';

/** A frame the gateway pushed. */
export interface Frame {
  readonly type: 'SYSTEM' | 'EVENT' | 'CALLBACK';
  readonly topic: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly data: string;
}

/** What is sent back for a frame. */
export interface Answer {
  readonly code: 200 | 404;
  /** JSON text. */
  readonly data: string;
}

/** Reads a frame; null for anything that is none. */
export function readFrame(text: string): Frame | null {
  const value = parsed(text);
  if (!isFields(value) || !isFields(value['headers'])) return null;
  const { type, headers, data } = value;
  if (type !== 'SYSTEM' && type !== 'EVENT' && type !== 'CALLBACK') return null;
  // Headers that are no text are dropped, not the frame.
  const texts = Object.fromEntries(
    Object.entries(headers).filter(([, entry]) => typeof entry === 'string'),
  ) as Record<string, string>;
  return {
    type,
    topic: texts['topic'] ?? '',
    messageId: texts['messageId'] ?? '',
    headers: texts,
    data: typeof data === 'string' ? data : JSON.stringify(data ?? {}),
  };
}

export function writeAnswer(frame: Frame, answer: Answer): string {
  return JSON.stringify({
    code: answer.code,
    message: answer.code === 200 ? 'OK' : 'no handler',
    headers: { messageId: frame.messageId, contentType: 'application/json' },
    data: answer.data,
  });
}

/** The JSON object in a text; empty when there is none. */
export function fieldsIn(text: unknown): Fields {
  if (isFields(text)) return text;
  const value = typeof text === 'string' ? parsed(text) : null;
  return isFields(value) ? value : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
