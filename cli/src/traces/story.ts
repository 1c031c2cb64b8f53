import type { Span } from './span.js';

/**
 * The spans that belong to a bill: those of every trace that names its number, and of the traces linked to them.
 *
 * A click begins a trace of its own, because a person may take days; the link leads back to the card's trace.
 */
export function storyOf(spans: readonly Span[], number: string): readonly Span[] {
  const traces = new Set(spans.filter((span) => names(span, number)).map(({ traceId }) => traceId));
  for (let grown = -1; grown !== traces.size;) {
    grown = traces.size;
    for (const { traceId, links } of spans) {
      if (links.some((link) => traces.has(link.traceId))) traces.add(traceId);
    }
  }
  return spans.filter(({ traceId }) => traces.has(traceId));
}

function names(span: Span, number: string): boolean {
  return Object.values(span.attributes).some((value) => value === number);
}
