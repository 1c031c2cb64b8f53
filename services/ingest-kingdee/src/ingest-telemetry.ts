import { metrics, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { messageOf } from '@hub/core';
import type { Document } from '@hub/schemas';

const scope = '@hub/ingest-kingdee';

/** Traces begin here: one per document, from the poll that found it. */
export class IngestTelemetry {
  readonly #tracer = trace.getTracer(scope);
  readonly #published = metrics
    .getMeter(scope)
    .createCounter('hub.ingest.documents', { description: 'Document events published.' });
  readonly #polls = metrics.getMeter(scope).createHistogram('hub.ingest.poll.duration', {
    unit: 's',
    description: 'One poll of one tenant.',
  });

  /** Runs the publishing of one document under the root span of its trace. */
  async traced(event: Document, observedAt: number, publish: () => Promise<void>): Promise<void> {
    const options = {
      kind: SpanKind.INTERNAL,
      startTime: observedAt,
      attributes: {
        'hub.tenant': event.tenant,
        'hub.form': event.form,
        'hub.document.id': event.documentId,
        'hub.document.number': event.summary.number,
        'hub.document.step': event.step,
        'hub.document.version': event.version,
        'hub.document.modified_at': new Date(event.modifiedAt).toISOString(),
        'hub.event.id': event.eventId,
      },
    };
    await this.#tracer.startActiveSpan('kingdee.poll', options, ROOT_CONTEXT, async (span) => {
      try {
        await publish();
        this.#published.add(1, { tenant: event.tenant, form: event.form, step: event.step });
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  polled(tenant: string, durationMs: number, outcome: 'done' | 'failed'): void {
    this.#polls.record(durationMs / 1_000, { tenant, outcome });
  }
}
