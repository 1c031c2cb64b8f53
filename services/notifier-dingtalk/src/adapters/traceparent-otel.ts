import { isSpanContextValid, trace } from '@opentelemetry/api';

/** The W3C trace context of the span in hand; '' when nothing is traced. */
export function activeTraceparent(): string {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return '';
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 1).toString(16).padStart(2, '0')}`;
}
