import {
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import { messageOf } from '@hub/core';

const scope = '@hub/writeback';
const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Runs work as a trace of its own. Between a card and its click lie hours, so the click does not continue the card's
 * trace: it points back to it.
 */
export function traced<T>(name: string, linkedTo: string, work: () => Promise<T>): Promise<T> {
  const options = { root: true, kind: SpanKind.CONSUMER, links: linksTo(linkedTo) };
  return trace.getTracer(scope).startActiveSpan(name, options, ROOT_CONTEXT, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The W3C trace context of the span in hand; '' when nothing is traced. */
export function activeTraceparent(): string {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return '';
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 1).toString(16).padStart(2, '0')}`;
}

function linksTo(traceparent: string): Link[] {
  const [, traceId, spanId, flags] = pattern.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return [];
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  };
  return isSpanContextValid(context) ? [{ context, attributes: { 'hub.link': 'card' } }] : [];
}
