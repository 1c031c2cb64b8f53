import type { Span } from './span.js';

/**
 * Draws spans as a tree, one line a span, oldest first: name, service, when after the first, how long.
 *
 * A span that is linked to another one is drawn where it happened and names the span it continues.
 */
export function drawTree(spans: readonly Span[]): readonly string[] {
  const shown = spans.filter((span) => !isPlumbing(span));
  const ids = new Map(shown.map((span) => [span.spanId, span]));
  const children = Map.groupBy(shown, ({ parentSpanId }) =>
    parentSpanId !== null && ids.has(parentSpanId) ? parentSpanId : '',
  );
  const first = Math.min(...spans.map(({ startMs }) => startMs));
  const lines: string[] = [];

  const draw = (parent: string, indent: string): void => {
    const siblings = (children.get(parent) ?? []).toSorted((a, b) => a.startMs - b.startMs);
    for (const [index, span] of siblings.entries()) {
      const isLast = index === siblings.length - 1;
      const [branch, below] =
        parent === '' ? ['', ''] : [isLast ? '└─ ' : '├─ ', isLast ? '   ' : '│  '];
      if (parent === '') lines.push(`trace ${span.traceId}`);
      lines.push(`${indent}${branch}${describe(span, first, ids)}`);
      draw(span.spanId, indent + below);
    }
  };
  draw('', '');
  return lines;
}

/** Spans of a whole batch and single Redis commands say nothing about a bill. */
function isPlumbing({ name, attributes }: Span): boolean {
  return (
    name.startsWith('process ') ||
    attributes['db.system.name'] === 'redis' ||
    attributes['db.system'] === 'redis'
  );
}

function describe(span: Span, first: number, ids: ReadonlyMap<string, Span>): string {
  const links = span.links.flatMap(({ spanId }) => {
    const origin = ids.get(spanId);
    return origin === undefined ? [] : [`⇠ ${origin.name}`];
  });
  const failed = span.status === 'ERROR' ? ['FAILED'] : [];
  const after = `+${(span.startMs - first).toFixed(0)} ms`;
  const path = span.attributes['url.path'] ?? span.attributes['http.target'];
  const name = typeof path === 'string' ? `${span.name} ${path}` : span.name;
  const parts = [name, `(${span.service})`, after, `${span.durationMs.toFixed(1)} ms`];
  return [...parts, ...failed, ...new Set(links)].join('  ');
}
