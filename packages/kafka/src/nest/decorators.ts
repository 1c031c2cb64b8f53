import type { Outcome } from '@hub/core';
import type { TopicName, TopicValues } from '@hub/schemas';
import { UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BatchContext, EventContext } from './contexts.js';
import { OutcomeFilter } from './outcome-filter.js';

/** Marks what belongs to this transport when an application has several. */
export const kafkaTransport = Symbol('hub.kafka');

/** How the events of a topic reach their handler. */
export type DeliveryMode = 'event' | 'batch';

type EventMethod<T extends TopicName> = (
  event: TopicValues[T],
  context: EventContext,
) => Promise<Outcome>;

type BatchMethod<T extends TopicName> = (
  events: readonly TopicValues[T][],
  context: BatchContext,
) => Promise<readonly Outcome[]>;

type Decorator<Method> = <M extends Method>(
  target: object,
  property: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Handles the events of a topic one by one: in order per key, many keys at once.
 *
 * @example
 * @OnEvent('kingdee.document.v1')
 * onDocument(event: Document): Promise<Outcome> {
 *   return settle(this.handler, event);
 * }
 */
export function OnEvent<T extends TopicName>(topic: T): Decorator<EventMethod<T>> {
  return on(topic, 'event');
}

/**
 * Handles the events of a topic many at once, in order per key within and between calls. The answer holds one outcome
 * per event. When one is to be retried, later events of its key in the same call are handed over again behind it.
 */
export function OnBatch<T extends TopicName>(topic: T): Decorator<BatchMethod<T>> {
  return on(topic, 'batch');
}

function on(topic: string, mode: DeliveryMode): MethodDecorator {
  const pattern = EventPattern(topic, kafkaTransport, { mode }) as MethodDecorator;
  const filter = UseFilters(new OutcomeFilter());
  return (target, property, descriptor) => {
    // Nest hands over undecorated parameters after the first as undefined.
    Payload()(target, property, 0);
    Ctx()(target, property, 1);
    pattern(target, property, descriptor);
    filter(target, property, descriptor);
  };
}
