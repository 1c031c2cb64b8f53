import { HubError } from './errors.js';

/** A message a handler wants published. Its key follows from the topic's catalogue entry and the value. */
export interface Outbound {
  readonly topic: string;
  readonly value: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Turns one event into the messages it causes.
 *
 * A handler neither publishes nor commits: it returns. The transport publishes what it returns and commits the
 * offset only then, so after a crash the event comes again and nothing is lost. Handlers must therefore bear a repeat.
 *
 * To fail, throw. A `HubError` with `retryable: true` is tried again, and holds back only events of the same key;
 * anything else is parked at `<topic>.parked` with its reason.
 */
export type Handler<Event> = (event: Event) => Promise<readonly Outbound[]>;

/** What became of one event. The transport reads this and nothing else. */
export type Outcome =
  | { readonly kind: 'done'; readonly outbound: readonly Outbound[] }
  | { readonly kind: 'retry'; readonly error: HubError }
  | { readonly kind: 'park'; readonly error: Error };

/** Runs a handler and says what became of the event. Never rejects: errors do not survive the framework. */
export async function settle<Event>(handler: Handler<Event>, event: Event): Promise<Outcome> {
  try {
    return { kind: 'done', outbound: await handler(event) };
  } catch (error) {
    if (error instanceof HubError && error.retryable) return { kind: 'retry', error };
    return { kind: 'park', error: error instanceof Error ? error : new Error(String(error)) };
  }
}
