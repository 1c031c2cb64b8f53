import { metrics } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { observeProcess } from './process-metrics.js';
import { RedactingExporter } from './redacting-exporter.js';
import { installTelemetryRuntime } from './telemetry-runtime.js';
import { TraceFile } from './trace-file.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** How long a span may wait in memory; short, because somebody may be watching the timeline. */
const exportDelayMs = 500;
const shutdownMs = 3_000;

/** Traces are made, so that ids stand in the log, but kept by nobody. */
const nowhere: SpanExporter = {
  export: (_spans, done) => {
    done({ code: ExportResultCode.SUCCESS });
  },
  shutdown: () => Promise.resolve(),
};

/**
 * Starts traces, metrics and instrumentation.
 *
 * Reads OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT (and what the OTLP exporter reads beside it),
 * HUB_TRACE_FILE, HUB_TRACE_FILE_MAX_BYTES and HUB_TRACE_RATIO (0 to 1, default 1).
 */
export async function startTelemetry(env: Environment): Promise<void> {
  const resource = resourceFromAttributes({
    'service.name': env['OTEL_SERVICE_NAME'] ?? 'hub',
    'process.pid': process.pid,
  });
  const exporter = await chooseExporter(env);
  const reader = new PrometheusExporter({ preventServerStart: true });
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    sampler: new ParentBasedSampler({
      root: new TraceIdRatioBasedSampler(Number(env['HUB_TRACE_RATIO'] ?? '1')),
    }),
    spanLimits: { attributeCountLimit: 64, attributeValueLengthLimit: 1_000, linkCountLimit: 128 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new RedactingExporter(exporter),
        scheduledDelayMillis: exportDelayMs,
        maxQueueSize: 4_096,
      }),
    ],
    metricReaders: [reader],
    // Logs go to standard output, where the platform takes them.
    logRecordProcessors: [],
    contextManager: new AsyncLocalStorageContextManager(),
    textMapPropagator: new W3CTraceContextPropagator(),
    instrumentations: instrumentations(),
  });
  sdk.start();
  observeProcess(metrics.getMeter('hub.process'));
  const serializer = new PrometheusSerializer();
  installTelemetryRuntime({
    metrics: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    shutdown: async () => {
      await Promise.race([sdk.shutdown(), later(shutdownMs)]);
    },
  });
}

async function chooseExporter(env: Environment): Promise<SpanExporter> {
  const collector = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (collector !== undefined && collector !== '') {
    // Loaded only where it is used: it brings the protobuf encoder along.
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    return new OTLPTraceExporter();
  }
  const file = env['HUB_TRACE_FILE'];
  if (file !== undefined && file !== '') {
    return new TraceFile(file, Number(env['HUB_TRACE_FILE_MAX_BYTES'] ?? '20000000'));
  }
  process.stderr.write(
    'TELEMETRY_UNEXPORTED: spans are kept nowhere; set OTEL_EXPORTER_OTLP_ENDPOINT to a collector or HUB_TRACE_FILE to a file\n',
  );
  return nowhere;
}

function instrumentations(): Instrumentation[] {
  return [
    new HttpInstrumentation({
      // Probes every few seconds would bury everything else.
      ignoreIncomingRequestHook: ({ url }) =>
        url !== undefined && /^\/(?:health\/|metrics|tenants)/.test(url),
      // Background work, such as a poll that finds nothing, starts no trace.
      requireParentforOutgoingSpans: true,
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new IORedisInstrumentation({
      requireParentSpan: true,
      // The command's name is enough; its arguments may be personal.
      dbStatementSerializer: (command) => command,
    }),
  ];
}

async function later(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
