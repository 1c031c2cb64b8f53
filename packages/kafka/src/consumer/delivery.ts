import type { HubError, Outbound } from '@hub/core';
import type { Parked } from '@hub/schemas';
import type { KafkaMessage } from 'kafkajs';

/** What an event causes, decided but not yet written. */
export type Effect =
  | { readonly kind: 'publish'; readonly outbound: readonly Outbound[] }
  | { readonly kind: 'park'; readonly parked: Parked };

/** One event on its way through a partition. Plain and mutable: there are hundreds of thousands a second. */
export interface Delivery {
  readonly message: KafkaMessage;
  readonly offset: number;
  /** Its place in the low-water mark. */
  readonly slot: number;
  readonly bytes: number;
  /** The decoded value, from just before the first attempt until it is settled: values that wait are only bytes. */
  value: unknown;
  isRead: boolean;
  /** Why the bytes cannot be read; such an event never reaches a handler. */
  fault: HubError | null;
  attempts: number;
  /** Monotonic time of the first attempt. */
  firstTriedAt: number;
  /** Set once the handler is done with it, so that a failed write does not call the handler again. */
  effect: Effect | null;
}

/** Events of one lane are handled one after the other; an event without a key has a lane of its own. */
export function laneOf({ message, offset }: Delivery): string {
  // Latin-1 maps every byte to one character, so different keys stay different.
  return message.key?.toString('latin1') ?? `\u{10FFFF}${String(offset)}`;
}

/** One header of a message as text. */
export function headerOf(message: KafkaMessage, name: string): string | undefined {
  const value = message.headers?.[name];
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value[0]?.toString() : value.toString();
}

/** All headers of a message as text; of a repeated one the first. */
export function headersOf(message: KafkaMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in message.headers) {
    const value = headerOf(message, name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
