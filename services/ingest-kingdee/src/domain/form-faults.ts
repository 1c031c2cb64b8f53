import type { FactSetting } from '@hub/service';

/** What a tenant file says of forms, over all systems of the tenant. */
export interface ReadForms {
  readonly tenant: string;
  /** Forms that are read, by the name of their source. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  readonly facts: readonly FactSetting[];
}

export interface FormFault {
  readonly code: 'INGEST_FORM_TWICE' | 'INGEST_FACT_FORM';
  /** What is wrong, where, and how to mend it. */
  readonly reason: string;
}

/**
 * What fails without a sound: two sources with one form, which are told apart by nothing and move one watermark; a rule of
 * time for a form that nobody reads.
 */
export function formFaults({ tenant, sources, facts }: ReadForms): readonly FormFault[] {
  const readBy = new Map<string, string[]>();
  for (const [name, forms] of sources) {
    for (const form of new Set(forms)) readBy.set(form, [...(readBy.get(form) ?? []), name]);
  }
  const twice = [...readBy]
    .filter(([, names]) => names.length > 1)
    .map(([form, names]): FormFault => {
      const where = `form ${form} of ${tenant} is read from ${names.join(' and ')}`;
      const remedy = 'give it another id in the mapping of all but one, or leave it out there';
      const why = 'they share a watermark, so changes are missed';
      return { code: 'INGEST_FORM_TWICE', reason: `${where}; ${why}; ${remedy}` };
    });
  const unread = facts.flatMap((rule) =>
    formsOf(rule)
      .filter((form) => !readBy.has(form))
      .map((form): FormFault => {
        const where = `facts of ${tenant}: ${rule.kind} names ${form}, which no source of the tenant reads`;
        const remedy = 'add it to the forms of its source, or correct the id';
        return {
          code: 'INGEST_FACT_FORM',
          reason: `${where}; nothing is ever told by it; ${remedy}`,
        };
      }),
  );
  return [...twice, ...unread];
}

function formsOf(rule: FactSetting): readonly string[] {
  switch (rule.kind) {
    case 'receivable-overdue':
    case 'payment-due':
      return [rule.form];
    case 'approval-stuck':
      return rule.forms;
    case 'tax-filing':
      return [];
  }
}
