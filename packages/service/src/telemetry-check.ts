import { context, createContextKey, trace } from '@opentelemetry/api';
import { hasSubscribers } from 'node:diagnostics_channel';
import http from 'node:http';
import { createRequire } from 'node:module';
import { HubError } from '@hub/core';
import { telemetryRuntime } from './telemetry-runtime.js';

/**
 * Proves at start that instrumentation is really on. Without it a forgotten flag or a changed import order
 * gives no error at all, only traces with holes that somebody finds missing on the day they are needed.
 *
 * Call it when the service's own modules are loaded: it looks at what they have loaded.
 *
 * @throws HubError TELEMETRY_OFF that says which part is off and how to mend it
 */
export function checkTelemetry(): void {
  const off = [
    telemetryRuntime() === null ? 'the telemetry preload did not run' : null,
    recordsSpans() ? null : 'no span is recorded',
    carriesContext() ? null : 'the context is lost over an await',
    wrapped(http.Server.prototype, 'emit') ? null : 'node:http is not wrapped',
    hasSubscribers('undici:request:create') ? null : 'undici is not watched',
    ...unwrappedRedis(),
  ].filter((fault) => fault !== null);
  if (off.length === 0) return;

  throw new HubError(
    'TELEMETRY_OFF',
    `instrumentation is off (${off.join('; ')}); start with: node --import @hub/service/telemetry dist/main.js, and import nothing before it`,
  );
}

function recordsSpans(): boolean {
  const span = trace.getTracer('hub.self-test').startSpan('self-test', { root: true });
  // Not ended: a span that is never ended is never exported.
  return trace.isSpanContextValid(span.spanContext());
}

function carriesContext(): boolean {
  const key = createContextKey('hub.self-test');
  return context.with(
    context.active().setValue(key, 1),
    () => context.active().getValue(key) === 1,
  );
}

/** Looks at every copy of ioredis that this process has loaded; importing it here would only prove our own import. */
function unwrappedRedis(): string[] {
  const { cache } = createRequire(import.meta.url);
  return Object.entries(cache)
    .filter(([path]) => /[\\/]ioredis[\\/]built[\\/]Redis\.js$/.test(path))
    .filter(([, module]) => {
      const loaded = module?.exports as { default?: { prototype: object } } | undefined;
      return !wrapped(loaded?.default?.prototype, 'sendCommand');
    })
    .map(() => 'ioredis is not wrapped');
}

function wrapped(owner: object | undefined, name: string): boolean {
  const method: unknown = owner === undefined ? undefined : Reflect.get(owner, name);
  return typeof method === 'function' && '__wrapped' in method;
}
