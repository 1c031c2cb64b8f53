import type { INestApplication } from '@nestjs/common';
import { armFailpoint, HubError, messageOf } from '@hub/core';
import { keepHeapSmall, type MemoryOptions } from './compact-heap.js';
import { environment } from './config.js';
import { redactText } from './redact.js';
import { checkTelemetry } from './telemetry-check.js';
import { telemetryRuntime } from './telemetry-runtime.js';

export interface ListenConfig {
  readonly HTTP_HOST: string;
  readonly HTTP_PORT: number;
}

/** Longest orderly stop; Kubernetes kills after 30 s. */
const stopMs = 25_000;
/** When the first connections are made and the start is over. */
const settledMs = 1_500;

/**
 * The whole life of a service process, from reading the environment to its exit code.
 *
 * A fault at the start is one clear line and exit code 1. The first SIGTERM or SIGINT stops in order: readiness off,
 * workers and transport finish what they have in hand, resources close, spans are flushed, exit 0. The second one, or
 * an orderly stop that takes longer than 25 s, exits at once with 1: safe, because nothing is committed before it is done.
 *
 * @example
 * await runService(() => loadConfig(schema, process.env), createApp);
 */
export async function runService<C extends ListenConfig>(
  config: () => C,
  create: (config: C) => Promise<INestApplication>,
  memory: MemoryOptions = {},
): Promise<void> {
  try {
    checkTelemetry();
    armFailpoint(environment()['HUB_FAILPOINT']);
    const read = config();
    const app = await create(read);
    await startService(app, read, memory);
  } catch (error) {
    process.stderr.write(`${lineFor(error)}\n`);
    await telemetryRuntime()?.shutdown();
    process.exit(1);
  }
}

/** Starts a service that was put together and sees to its end. */
export async function startService(
  app: INestApplication,
  config: ListenConfig,
  memory: MemoryOptions = {},
): Promise<void> {
  stopOnSignal(app);
  await app.startAllMicroservices();
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  keepHeapSmall(settledMs, memory);
  // For whoever started this process and let it choose the port.
  process.send?.({ ready: true, url: await app.getUrl() });
}

function stopOnSignal(app: INestApplication): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => {
      process.stderr.write(`SERVICE_STOP_LATE: not stopped after ${String(stopMs)} ms; exiting\n`);
      process.exit(1);
    }, stopMs).unref();
    void stop(app);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stop(app: INestApplication): Promise<void> {
  try {
    await app.close();
    await telemetryRuntime()?.shutdown();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${lineFor(error)}\n`);
    process.exit(1);
  }
}

function lineFor(error: unknown): string {
  if (error instanceof HubError) return `${error.code}: ${redactText(error.message)}`;
  // Unexpected: here the stack is the only clue.
  return redactText(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
}
