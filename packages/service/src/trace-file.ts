import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SpanKind, SpanStatusCode, type Attributes, type HrTime } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** One line of the trace file. Times are UTC milliseconds with fractions, durations milliseconds. */
export interface TraceLine {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: 'OK' | 'ERROR';
  readonly message?: string;
  readonly attributes: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

type Export = SpanExporter['export'];

/**
 * Keeps spans in a local file, one JSON object a line, for machines without a collector.
 *
 * At `maxBytes` the file is renamed to `<file>.1` (replacing the one before) and begun anew, so at most twice that
 * is kept. Several processes may share a file: each batch is one append.
 */
export class TraceFile implements SpanExporter {
  readonly #path: string;
  readonly #maxBytes: number;
  #last: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  export(spans: Parameters<Export>[0], done: Parameters<Export>[1]): void {
    const lines = spans.map((span) => `${JSON.stringify(lineOf(span))}\n`).join('');
    this.#last = this.#last
      .then(() => this.#append(lines))
      .then(
        () => {
          done({ code: ExportResultCode.SUCCESS });
        },
        (error: unknown) => {
          this.#complainOnce(error);
          done({
            code: ExportResultCode.FAILED,
            error: error instanceof Error ? error : new Error(String(error)),
          });
        },
      );
  }

  async forceFlush(): Promise<void> {
    await this.#last;
  }

  async shutdown(): Promise<void> {
    await this.#last;
  }

  async #append(lines: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const found = await stat(this.#path).catch(() => null);
    if (found !== null && !found.isFile()) throw new Error('it is no file');
    const size = found?.size ?? 0;
    if (size > 0 && size + Buffer.byteLength(lines) > this.#maxBytes) {
      // Two processes may find the file full at the same moment; the second then finds nothing to rename.
      await rename(this.#path, `${this.#path}.1`).catch(() => undefined);
    }
    await appendFile(this.#path, lines);
  }

  #complainOnce(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `TELEMETRY_FILE: cannot write spans to ${this.#path} (${reason}); make the folder writable or set HUB_TRACE_FILE to another file\n`,
    );
  }
}

function lineOf(span: ReadableSpan): TraceLine {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    service: textOf(span.resource.attributes['service.name']),
    name: span.name,
    kind: SpanKind[span.kind],
    startMs: milliseconds(span.startTime),
    durationMs: milliseconds(span.duration),
    status: span.status.code === SpanStatusCode.ERROR ? 'ERROR' : 'OK',
    ...(span.status.message === undefined ? {} : { message: span.status.message }),
    attributes: span.attributes,
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
  };
}

function milliseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + Math.round(nanoseconds / 1_000) / 1_000;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
