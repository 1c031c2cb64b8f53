import type { SpanContext } from '@opentelemetry/api';
import { isSpanContextValid } from '@opentelemetry/api';

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads a W3C traceparent; null when there is none or it is malformed, which is no fault of the event. */
export function parseTraceparent(text: string | undefined): SpanContext | null {
  const [, version, traceId, spanId, flags] = pattern.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || version === 'ff') {
    return null;
  }
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : null;
}

/** Undefined when there is no trace, that is when no SDK is loaded. */
export function formatTraceparent(context: SpanContext | undefined): string | undefined {
  if (context === undefined || !isSpanContextValid(context)) return undefined;
  const flags = (context.traceFlags & 1).toString(16).padStart(2, '0');
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}
