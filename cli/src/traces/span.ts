import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A span as the services keep it in their local file when no collector is configured. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly name: string;
  /** UTC milliseconds. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: 'OK' | 'ERROR';
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Every span in the files of a folder. A line that is cut off (the file is being written) is left out. */
export function readSpans(folder: string): readonly Span[] {
  const files = readdirSync(folder).filter((name) => /\.jsonl(\.1)?$/.test(name));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line) => parse(line)),
  );
}

function parse(line: string): Span[] {
  try {
    return [JSON.parse(line) as Span];
  } catch {
    return [];
  }
}
