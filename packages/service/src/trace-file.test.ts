import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TraceFile } from './trace-file.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-trace-file-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function aSpan(name: string): ReadableSpan {
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    startTime: [1_700_000_000, 500_000_000],
    endTime: [1_700_000_000, 512_345_000],
    duration: [0, 12_345_000],
    status: { code: SpanStatusCode.UNSET },
    attributes: { tenant: 'huadong' },
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({ 'service.name': 'router' }),
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

async function write(file: TraceFile, ...names: readonly string[]): Promise<ExportResultCode> {
  return new Promise((resolve) => {
    file.export(names.map(aSpan), ({ code }) => {
      resolve(code);
    });
  });
}

describe('TraceFile', () => {
  it('writes a line with times in milliseconds', async () => {
    const path = join(folder, 'new/spans.jsonl');
    assert.equal(await write(new TraceFile(path, 10_000), 'poll'), ExportResultCode.SUCCESS);
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      parentSpanId: null,
      service: 'router',
      name: 'poll',
      kind: 'INTERNAL',
      startMs: 1_700_000_000_500,
      durationMs: 12.345,
      status: 'OK',
      attributes: { tenant: 'huadong' },
      links: [],
    });
  });

  it('keeps at most twice its size, the newest lines among them', async () => {
    const path = join(folder, 'small.jsonl');
    const file = new TraceFile(path, 2_000);
    for (let n = 0; n < 60; n += 1) await write(file, `span ${String(n)}`);
    assert.ok(statSync(path).size <= 2_000, 'the file itself');
    assert.ok(statSync(`${path}.1`).size <= 2_000, 'the one before');
    assert.match(readFileSync(path, 'utf8'), /span 59/);
  });

  it('reports a file it cannot write as failed and goes on', async () => {
    const file = new TraceFile(folder, 2_000);
    assert.equal(await write(file, 'poll'), ExportResultCode.FAILED);
  });
});
