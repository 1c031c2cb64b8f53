import type { Counter, Span, Tracer } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode, metrics, trace } from '@opentelemetry/api';
import { messageOf } from '@hub/core';
import { attributes, instruments, scope } from './attributes.js';
import { formatTraceparent } from './traceparent.js';

/** One span a call, not a record: a span a record costs as much as writing it. */
export class PublisherTelemetry {
  readonly #tracer: Tracer = trace.getTracer(scope);
  readonly #sent: Counter = metrics.getMeter(scope).createCounter(instruments.sent);

  /** Writes under a `send` span when the caller is being traced; hands over the traceparent to put on the records. */
  async send(
    topic: string,
    records: number,
    write: (traceparent: string | undefined) => Promise<void>,
  ): Promise<void> {
    const span = this.#startSpan(topic, records);
    try {
      await write(formatTraceparent((span ?? trace.getActiveSpan())?.spanContext()));
      this.#sent.add(records, { [attributes.system]: 'kafka', [attributes.topic]: topic });
    } catch (error) {
      span?.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span?.end();
    }
  }

  #startSpan(topic: string, records: number): Span | undefined {
    if (trace.getActiveSpan()?.isRecording() !== true) return undefined;
    return this.#tracer.startSpan(`send ${topic}`, {
      kind: SpanKind.PRODUCER,
      attributes: {
        [attributes.system]: 'kafka',
        [attributes.operation]: 'send',
        [attributes.operationType]: 'send',
        [attributes.topic]: topic,
        [attributes.batchSize]: records,
      },
    });
  }
}
