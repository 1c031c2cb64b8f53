import { Logger as FrameworkLogger } from '@nestjs/common';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { HubError } from '@hub/core';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { NestLogger } from './nest-logger.js';
import { redactText } from './redact.js';

export type Logger = PinoLogger;

/**
 * Fields that may be logged. What is not listed is dropped (its name is kept under `dropped`): with a pass
 * list a new field cannot leak, with a block list it can.
 */
const allowed = new Set([
  'service',
  'tenant',
  'tenants',
  'form',
  'documentId',
  'number',
  'version',
  'step',
  'node',
  'action',
  'state',
  'eventId',
  'commandId',
  'decisionId',
  'clickId',
  'receiptId',
  'messageId',
  'userId',
  'erpUserId',
  'rule',
  'rules',
  'channel',
  'template',
  'priority',
  'recipients',
  'topic',
  'partition',
  'offset',
  'key',
  'group',
  'attempt',
  'attempts',
  'tries',
  'outcome',
  'outTrackId',
  'kind',
  'code',
  'reason',
  'remedy',
  'retryable',
  'retryAfterMs',
  'waitMs',
  'durationMs',
  'tookMs',
  'ageMs',
  'lag',
  'count',
  'published',
  'failed',
  'rows',
  'events',
  'pages',
  'malformed',
  'complete',
  'at',
  'year',
  'size',
  'file',
  'files',
  'line',
  'field',
  'address',
  'port',
  'signal',
  'name',
  'context',
  'error',
  'traceId',
  'spanId',
  'backfill',
  'binding',
]);

export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  /** Where the JSON lines go; standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines with time, level, service, trace and span ids, and the fields of the pass list.
 *
 * What the framework and libraries log through it goes the same way from here on, also before the service is put together.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    formatters: {
      level: (label: string): object => ({ level: label }),
      log: passListed,
    },
    hooks: {
      logMethod(
        this: PinoLogger,
        args: Parameters<PinoLogger['info']>,
        method: PinoLogger['info'],
      ): void {
        const clean = args.map((arg: unknown) => (typeof arg === 'string' ? redactText(arg) : arg));
        method.apply(this, clean as Parameters<PinoLogger['info']>);
      },
    },
    mixin: traceIds,
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  FrameworkLogger.overrideLogger(new NestLogger(logger));
  return logger;
}

function passListed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'err' || name === 'error') kept['error'] = describeError(value);
    else if (allowed.has(name)) kept[name] = plain(value);
    else dropped.push(name);
  }
  return dropped.length === 0 ? kept : { ...kept, dropped };
}

/** Numbers, booleans and short texts pass; a list passes as a list of such; anything deeper is not for a log. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.slice(0, 50).map((part) => plain(part));
  return value === undefined ? undefined : '[object]';
}

function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return plain(thrown);
  const described = { type: thrown.name, message: redactText(thrown.message) };
  // A HubError is expected and says all in its message; the stack is for what nobody expected.
  if (thrown instanceof HubError) return { ...described, code: thrown.code };
  return { ...described, stack: redactText(thrown.stack ?? '') };
}

function traceIds(): object {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return {};
  return { traceId: context.traceId, spanId: context.spanId };
}
