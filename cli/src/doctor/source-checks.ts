import type { Clock } from '@hub/core';
import type { Source, Words } from '@hub/source';
import { documentChecks } from './document-checks.js';
import { check, faultFinding } from './fault-words.js';
import type { Section } from './report.js';

/** A source of a tenant, not opened yet. */
export interface TenantSource {
  /** What the tenant file calls it. */
  readonly name: string;
  readonly title: Words;
  /** Numbers; empty for a system that knows none. */
  readonly organisations: readonly string[];
  readonly open: () => Source;
}

/** What a source says of itself, and then what is wrong with its newest documents. */
export function sourceSection(
  { name, title, organisations, open }: TenantSource,
  clock: Clock,
): Section {
  let source: Source;
  try {
    source = open();
  } catch (error) {
    const finding = faultFinding(error);
    return {
      title,
      checks: [check(`${name}.open`, { zh: '配置', en: 'configuration' }, () => finding)],
    };
  }
  const sampled = { id: name, source, forms: source.forms, organisations };
  return {
    title,
    checks: [...(source.checks?.() ?? []), ...documentChecks(sampled, clock)],
    close: () => source.close(),
  };
}
