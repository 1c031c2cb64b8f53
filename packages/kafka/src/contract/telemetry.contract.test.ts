import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '@hub/core';
import { HubError } from '@hub/core';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { SpanKind, context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { attributes, instruments } from '../telemetry/attributes.js';
import { parseTraceparent } from '../telemetry/traceparent.js';
import type { TestEvent } from '../testing/json-contract.js';
import { Rig, done } from '../testing/rig.js';

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({
  exporter: measured,
  exportIntervalMillis: 3_600_000,
});
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
const tracer = trace.getTracer('test');

describe('traces and metrics on a real broker', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  before(async () => {
    kafka = await testKafka();
    rig = new Rig(kafka.brokers);
  });
  after(async () => {
    await rig.close();
    await kafka.stop();
    await reader.shutdown();
  });

  for (const mode of ['event', 'batch'] as const) {
    it(`leads one trace from the publisher through the handler to what it causes (${mode})`, async () => {
      const [topic, out, group] = [await rig.topic(), await rig.topic(), uniqueName('group')];
      const echo = (event: TestEvent): Outcome => ({
        kind: 'done',
        outbound: [{ topic: out, value: event }],
      });
      await rig.member({
        ...{ topic, group, mode },
        handler:
          mode === 'batch'
            ? async (events: readonly TestEvent[]) => events.map(echo)
            : async (event: TestEvent) => {
                tracer.startSpan('inside the handler').end();
                return echo(event);
              },
      });
      const root = tracer.startSpan('the change in the ERP');
      const { traceId } = root.spanContext();
      await context.with(trace.setSpan(context.active(), root), () =>
        rig.publisher.publish([{ topic, value: { key: 'a', n: 1 } }]),
      );
      root.end();

      await eventually(async () => {
        assert.equal((await rig.events(out)).length, 1);
      });
      const [output] = await rig.messages(out);
      const caused = parseTraceparent(output?.headers?.['traceparent']?.toString());
      assert.equal(caused?.traceId, traceId);

      // A span ends after what it is about can be seen.
      const [send, handle, batch] = await eventually(
        () =>
          [spanOf(`send ${topic}`), spanOf(`handle ${topic}`), spanOf(`process ${topic}`)] as const,
      );
      assert.deepEqual([send.kind, handle.kind], [SpanKind.PRODUCER, SpanKind.CONSUMER]);
      assert.equal(send.parentSpanContext?.spanId, root.spanContext().spanId);
      assert.equal(handle.parentSpanContext?.spanId, send.spanContext().spanId);
      assert.equal(handle.attributes[attributes.key], 'a');
      assert.equal(caused.spanId, handle.spanContext().spanId);
      assert.notEqual(batch.spanContext().traceId, traceId);
      assert.deepEqual(
        batch.links.map((link) => link.context.spanId),
        [send.spanContext().spanId],
      );
      if (mode === 'batch') return;
      const inside = spanOf('inside the handler');
      assert.equal(inside.parentSpanContext?.spanId, handle.spanContext().spanId);
    });
  }

  it('marks the span of an event that fails, and counts what is retried and parked by code', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publisher.publish([{ topic, value: { key: 'a', n: 1, modifiedAt: Date.now() } }]);
    let calls = 0;
    await rig.member({
      ...{ topic, group },
      handler: async () => {
        calls += 1;
        const error = new HubError('TEST_DOWN', 'down', { retryable: true });
        return calls === 1 ? { kind: 'retry', error } : { kind: 'park', error: new Error('bad') };
      },
    });
    await eventually(async () => {
      assert.deepEqual(await rig.committed(group, topic), [1]);
    });
    await eventually(() => {
      const outcomes = spans
        .getFinishedSpans()
        .filter(({ name }) => name === `handle ${topic}`)
        .map((span) => span.attributes[attributes.outcome]);
      assert.deepEqual(outcomes, ['retry', 'park']);
    });
    await eventually(async () => {
      assert.deepEqual(await metricsOf(topic), {
        [instruments.sent]: [1],
        [instruments.consumed]: [1],
        [`${instruments.retried} TEST_DOWN`]: [1],
        [`${instruments.parked} KAFKA_HANDLER_THREW`]: [1],
        [instruments.lag]: [0],
        [instruments.duration]: [2],
        [instruments.age]: [2],
      });
    });
  });

  it('reports the lag while a handler is behind', async () => {
    const [topic, group] = [await rig.topic(), uniqueName('group')];
    await rig.publish(topic, 5, ['a']);
    let go: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    let calls = 0;
    await rig.member({
      ...{ topic, group },
      handler: async () => {
        calls += 1;
        await gone;
        return done;
      },
    });
    await eventually(() => calls === 1);
    await eventually(async () => {
      assert.deepEqual((await metricsOf(topic))[instruments.lag], [5]);
    });
    go();
    await eventually(async () => {
      assert.deepEqual((await metricsOf(topic))[instruments.lag], [0]);
    });
  });
});

function spanOf(name: string): ReadableSpan {
  const found = spans.getFinishedSpans().filter((span) => span.name === name);
  const [span] = found.slice(-1);
  if (span === undefined) throw new Error(`no span ${name}`);
  return span;
}

/** What was measured for a topic: by instrument and code, the value, or how many values for a histogram. */
async function metricsOf(topic: string): Promise<Record<string, number[]>> {
  measured.reset();
  await reader.forceFlush();
  const values: Record<string, number[]> = {};
  for (const { scopeMetrics } of measured.getMetrics()) {
    for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
      for (const point of metric.dataPoints) {
        if (point.attributes[attributes.topic] !== topic) continue;
        const code = point.attributes[attributes.code];
        const name = [metric.descriptor.name, ...(typeof code === 'string' ? [code] : [])].join(
          ' ',
        );
        const value = typeof point.value === 'number' ? point.value : point.value.count;
        (values[name] ??= []).push(value);
      }
    }
  }
  return values;
}
