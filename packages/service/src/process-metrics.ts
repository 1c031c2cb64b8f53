import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const resolutionMs = 20;

/** Publishes resident memory and event loop delay, the two figures that say whether a process is well. */
export function observeProcess(meter: Meter): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();

  meter
    .createObservableGauge('process.memory.usage', { unit: 'By', description: 'Resident memory.' })
    .addCallback((result) => {
      result.observe(process.memoryUsage.rss());
    });
  meter
    .createObservableGauge('nodejs.eventloop.delay.p99', {
      unit: 's',
      description: 'How late timers fire at the 99th percentile since the last reading.',
    })
    .addCallback((result) => {
      result.observe(Math.max(0, delay.percentile(99) / 1e9 - resolutionMs / 1_000));
      delay.reset();
    });
}
