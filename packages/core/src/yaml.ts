import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { HubError } from './errors.js';

/** Largest configuration file that is read, in characters. */
const lengthMax = 1_000_000;

/**
 * Reads a YAML file by its schema. Every fault is named at once, each with file, line, field and reason, because
 * whoever mends a file wants to do it in one go.
 *
 * @throws HubError with `code`, not retryable
 */
export function readYaml<T>(schema: z.ZodType<T>, text: string, source: string, code: string): T {
  if (text.length > lengthMax) {
    throw new HubError(code, `${source}: larger than ${String(lengthMax)} characters; split it`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new HubError(
      code,
      `${source}:${String(line)}: not YAML: ${broken.message.split('\n')[0] ?? ''}`,
    );
  }

  const read = schema.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (read.success) return read.data;
  const faults = read.error.issues.map(
    (issue) =>
      `${source}:${String(lineOf(document, lines, issue.path))}: ${nameOf(issue.path)}: ${issue.message}`,
  );
  throw new HubError(code, faults.join('\n'));
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'file' : path.map(String).join('.');
}

/** The line of the deepest node on the path that exists: a missing field is reported at its parent. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range != null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
