import type { Outcome } from '@hub/core';
import { HubError } from '@hub/core';
import { isObservable, lastValueFrom } from 'rxjs';

/** What becomes of an event whose handler threw; the same rule as `settle` of `@hub/core`. */
export function outcomeOfThrown(thrown: unknown): Outcome {
  if (thrown instanceof HubError && thrown.retryable) return { kind: 'retry', error: thrown };
  return { kind: 'park', error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
}

export function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'done' || value.kind === 'retry' || value.kind === 'park';
}

/** Awaits what a Nest handler returned; interceptors and filters make an observable of it. */
export async function resultOf(returned: unknown): Promise<unknown> {
  const result = await returned;
  return isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
}

/** The fault of a handler that answers something else than it must. */
export function notAnOutcome(topic: string, expected: string): Outcome {
  const message = `the handler of ${topic} did not return ${expected}; its body should be \`return settle(…)\``;
  return { kind: 'park', error: new HubError('KAFKA_HANDLER_RESULT', message) };
}
