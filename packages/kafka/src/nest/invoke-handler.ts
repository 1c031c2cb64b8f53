import type { Clock, Outbound, Outcome } from '@hub/core';
import type { Span } from '@opentelemetry/api';
import type { Delivery } from '../consumer/delivery.js';
import { headerOf } from '../consumer/delivery.js';
import { isOutcome, notAnOutcome, outcomeOfThrown, resultOf } from '../consumer/outcome-of.js';
import type { Source } from '../consumer/settlement.js';
import { headers as names } from '../telemetry/attributes.js';
import type { ConsumerTelemetry } from '../telemetry/consumer-telemetry.js';
import { formatTraceparent } from '../telemetry/traceparent.js';
import { BatchContext, EventContext } from './contexts.js';

/** A handler as Nest hands it out: pipes, guards, interceptors and filters included. */
export type NestHandler = (data: unknown, context: EventContext | BatchContext) => unknown;

export interface InvokeOptions {
  readonly source: Source;
  readonly handler: NestHandler;
  readonly telemetry: ConsumerTelemetry;
  readonly clock: Clock;
}

/** Calls an event handler and says what became of the event; never rejects. */
export async function invokeForEvent(
  { source, handler, telemetry, clock }: InvokeOptions,
  delivery: Delivery,
): Promise<Outcome> {
  const span = telemetry.startEvent(source, delivery);
  const startedAt = clock.monotonic();
  let outcome: Outcome;
  try {
    const context = new EventContext(source, delivery);
    const result = await resultOf(telemetry.within(span, () => handler(delivery.value, context)));
    outcome = isOutcome(result) ? result : notAnOutcome(source.topic, 'an Outcome');
  } catch (error) {
    outcome = outcomeOfThrown(error);
  }
  telemetry.handled(source, delivery, startedAt);
  telemetry.endEvent(span, outcome);
  return inherit(outcome, delivery, span);
}

/**
 * Calls a batch handler with many events; never rejects, and answers one outcome per event.
 *
 * A handler that throws, or answers something else, has said nothing about any single event. It is then called once
 * per event, so that one bad event does not take the others with it.
 */
export async function invokeForBatch(
  options: InvokeOptions,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[]> {
  const { source, telemetry, clock } = options;
  const [oldest] = deliveries;
  if (oldest === undefined) return [];

  const batchSpan = telemetry.startBatch(source, deliveries.length, () =>
    deliveries.map(({ message }) => message),
  );
  const spans =
    batchSpan === null ? null : deliveries.map((one) => telemetry.startEvent(source, one));
  const startedAt = clock.monotonic();
  const outcomes =
    (await telemetry.within(batchSpan, () => call(options, deliveries))) ??
    (await callOneByOne(options, deliveries));
  telemetry.handled(source, oldest, startedAt);
  batchSpan?.end();

  if (spans === null && outcomes.every(causesNothing)) return outcomes;
  return outcomes.map((outcome, index) => {
    const span = spans?.[index] ?? null;
    telemetry.endEvent(span, outcome);
    const delivery = deliveries[index];
    return delivery === undefined ? outcome : inherit(outcome, delivery, span);
  });
}

/** Null when the handler did not answer one outcome per event. */
async function call(
  { source, handler }: InvokeOptions,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[] | null> {
  try {
    const values = deliveries.map(({ value }) => value);
    const result = await resultOf(handler(values, new BatchContext(source, deliveries)));
    if (Array.isArray(result)) {
      const isComplete = result.length === deliveries.length && result.every(isOutcome);
      if (isComplete) return result;
    }
    if (deliveries.length > 1) return null;
    return [isOutcome(result) ? result : notAnOutcome(source.topic, 'one Outcome per event')];
  } catch (error) {
    return deliveries.length > 1 ? null : [outcomeOfThrown(error)];
  }
}

async function callOneByOne(
  options: InvokeOptions,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const delivery of deliveries) {
    const [outcome] = (await call(options, [delivery])) ?? [];
    outcomes.push(outcome ?? notAnOutcome(options.source.topic, 'one Outcome per event'));
  }
  return outcomes;
}

function causesNothing(outcome: Outcome): boolean {
  return outcome.kind === 'done' && outcome.outbound.length === 0;
}

/** What an event causes carries on its trace, and says when the first cause of all occurred. */
function inherit(outcome: Outcome, { message }: Delivery, span: Span | null): Outcome {
  if (outcome.kind !== 'done' || outcome.outbound.length === 0) return outcome;
  const inherited: Record<string, string> = {};
  const traceparent =
    formatTraceparent(span?.spanContext()) ?? headerOf(message, names.traceparent);
  const occurredAt = headerOf(message, names.occurredAt);
  if (traceparent !== undefined) inherited[names.traceparent] = traceparent;
  if (occurredAt !== undefined) inherited[names.occurredAt] = occurredAt;

  const outbound = outcome.outbound.map((one): Outbound => {
    const { headers } = one;
    return { ...one, headers: headers === undefined ? inherited : { ...inherited, ...headers } };
  });
  return { kind: 'done', outbound };
}
