import type { Attributes, Counter, Histogram, Link, Span, Tracer } from '@opentelemetry/api';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  isSpanContextValid,
  metrics,
  trace,
} from '@opentelemetry/api';
import type { Clock, Outcome } from '@hub/core';
import type { Parked } from '@hub/schemas';
import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../consumer/delivery.js';
import { headerOf } from '../consumer/delivery.js';
import type { SettlementListener, Source } from '../consumer/settlement.js';
import { attributes, headers, instruments, scope } from './attributes.js';
import { parseTraceparent } from './traceparent.js';

/** More links than this say nothing more about a batch. */
const linksMax = 128;

/** Spans and counts of one consumer. Without an SDK every call ends at once; handlers contain no telemetry. */
export class ConsumerTelemetry implements SettlementListener {
  readonly #tracer: Tracer = trace.getTracer(scope);
  readonly #consumed: Counter;
  readonly #duration: Histogram;
  readonly #age: Histogram;
  readonly #parked: Counter;
  readonly #retried: Counter;
  readonly #group: string;
  readonly #clock: Clock;
  readonly #byTopic = new Map<string, Attributes>();
  /** Whether the newest batch span was a real one; spares looking at headers when nobody listens. */
  #tracing = false;

  constructor(group: string, clock: Clock) {
    const meter = metrics.getMeter(scope);
    this.#group = group;
    this.#clock = clock;
    this.#consumed = meter.createCounter(instruments.consumed);
    this.#duration = meter.createHistogram(instruments.duration, { unit: 's' });
    this.#age = meter.createHistogram(instruments.age, { unit: 's' });
    this.#parked = meter.createCounter(instruments.parked);
    this.#retried = meter.createCounter(instruments.retried);
  }

  /** Reports the lag whenever somebody reads the metrics. */
  observeLag(lagByTopic: () => ReadonlyMap<string, number>): void {
    const gauge = metrics.getMeter(scope).createObservableGauge(instruments.lag);
    gauge.addCallback((result) => {
      for (const [topic, lag] of lagByTopic()) result.observe(lag, this.#attributesOf(topic));
    });
  }

  /** Opens the span of a batch, linked to the traces its events belong to. */
  startBatch(
    { topic, partition }: Source,
    size: number,
    messages: () => readonly KafkaMessage[],
  ): Span | null {
    const of = this.#attributesOf(topic);
    this.#consumed.add(size, of);
    const span = this.#tracer.startSpan(
      `process ${topic}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...of,
          [attributes.operation]: 'process',
          [attributes.operationType]: 'process',
          [attributes.partition]: String(partition),
          [attributes.batchSize]: size,
        },
      },
      ROOT_CONTEXT,
    );
    this.#tracing = isSpanContextValid(span.spanContext());
    if (!this.#tracing) return null;
    if (span.isRecording()) span.addLinks(linksTo(messages()));
    return span;
  }

  /** Opens the span of one event in the trace that the event brought along; null when nobody traces it. */
  startEvent({ topic, partition }: Source, delivery: Delivery): Span | null {
    if (!this.#tracing) return null;
    const parent = parseTraceparent(headerOf(delivery.message, headers.traceparent));
    if (parent !== null && parent.traceFlags === 0) return null;
    return this.#tracer.startSpan(
      `handle ${topic}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...this.#attributesOf(topic),
          [attributes.operation]: 'handle',
          [attributes.operationType]: 'process',
          [attributes.partition]: String(partition),
          [attributes.offset]: delivery.offset,
          [attributes.key]: delivery.message.key?.toString() ?? '',
          [attributes.tenant]: headerOf(delivery.message, headers.tenant) ?? '',
          [attributes.attempt]: delivery.attempts,
        },
      },
      parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
    );
  }

  /** Runs a handler inside a span, so that what it calls continues the trace. */
  within<Result>(span: Span | null, run: () => Result): Result {
    if (span === null) return run();
    return context.with(trace.setSpan(ROOT_CONTEXT, span), run);
  }

  endEvent(span: Span | null, outcome: Outcome): void {
    if (span === null) return;
    span.setAttribute(attributes.outcome, outcome.kind);
    if (outcome.kind !== 'done') {
      span.recordException(outcome.error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error.message });
    }
    span.end();
  }

  /** Notes how long a handler took for `count` events, and how old the oldest was when it began. */
  handled({ topic }: Source, oldest: Delivery, startedAt: number): void {
    const of = this.#attributesOf(topic);
    this.#duration.record((this.#clock.monotonic() - startedAt) / 1_000, of);
    const occurredAt = Number(headerOf(oldest.message, headers.occurredAt));
    if (occurredAt > 0) this.#age.record((this.#clock.now() - occurredAt) / 1_000, of);
  }

  parked(topic: string, { code }: Parked): void {
    this.#parked.add(1, { ...this.#attributesOf(topic), [attributes.code]: code });
  }

  retried(topic: string, code: string): void {
    this.#retried.add(1, { ...this.#attributesOf(topic), [attributes.code]: code });
  }

  #attributesOf(topic: string): Attributes {
    let of = this.#byTopic.get(topic);
    if (of === undefined) {
      of = {
        [attributes.system]: 'kafka',
        [attributes.topic]: topic,
        [attributes.group]: this.#group,
      };
      this.#byTopic.set(topic, of);
    }
    return of;
  }
}

/** Links to the traces of the events, those that somebody records first. */
function linksTo(messages: readonly KafkaMessage[]): Link[] {
  const contexts = messages
    .map((message) => parseTraceparent(headerOf(message, headers.traceparent)))
    .filter((found) => found !== null);
  return contexts
    .toSorted((a, b) => b.traceFlags - a.traceFlags)
    .slice(0, linksMax)
    .map((found) => ({ context: found }));
}
