import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { redactText, redactUrl } from './redact.js';

type Export = SpanExporter['export'];

/** Attributes that hold a URL or a part of one, whose query may carry a token. */
const urlAttribute = /^(?:url\.(?:full|path)|http\.(?:url|target))$/;
const queryAttribute = /^(?:url\.query)$/;

/** Hands spans on without the secrets that instrumentation and error messages put into them. */
export class RedactingExporter implements SpanExporter {
  readonly #inner: SpanExporter;

  constructor(inner: SpanExporter) {
    this.#inner = inner;
  }

  export(spans: Parameters<Export>[0], done: Parameters<Export>[1]): void {
    this.#inner.export(spans.map(redactSpan), done);
  }

  async shutdown(): Promise<void> {
    await this.#inner.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }
}

function redactSpan(span: ReadableSpan): ReadableSpan {
  return {
    name: redactText(span.name),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext === undefined ? {} : { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status:
      span.status.message === undefined
        ? span.status
        : { ...span.status, message: redactText(span.status.message) },
    attributes: redactAttributes(span.attributes),
    links: span.links,
    events: span.events.map((event) => ({
      ...event,
      attributes: redactAttributes(event.attributes ?? {}),
    })),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function redactAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, redactValue(name, value)]),
  );
}

function redactValue(name: string, value: Attributes[string]): Attributes[string] {
  if (typeof value !== 'string') return value;
  if (queryAttribute.test(name))
    return value === '' ? '' : redactUrl(`?${value.replace(/^\?/, '')}`);
  return urlAttribute.test(name) ? redactUrl(value) : redactText(value);
}
