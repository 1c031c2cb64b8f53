import type { ConfigFields, SourceKind } from '@hub/source';
import { z } from 'zod';

/** A system beside K3Cloud that documents come from, as `sources:` in tenant.yaml names it. */
export interface SourceSetting {
  readonly kind: string;
  /** What its documents name as their source. */
  readonly name: string;
  /** Milliseconds between two polls of a busy form. */
  readonly pollIntervalMs: number;
  /** As the kind's own schema read it. */
  readonly config: unknown;
}

/** Reads `sources:`; null where nobody needs to know them, and then they stay unread. */
export type SourceKinds = readonly SourceKind[] | null;

const namePattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Taken by the section of the same name. */
const reserved = 'kingdee';

/** The schema of `sources:`. Each entry is read by the schema of its kind. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function sourcesSchema(kinds: SourceKinds, fields: ConfigFields) {
  const entry = z.looseObject({
    kind: z.string().min(1).describe('the kind of system, e.g. odata, rest, sql, cloudevents'),
    name: z
      .string()
      .regex(namePattern, { error: 'is no name of a-z, 0-9 and -, at most 40' })
      .refine((name) => name !== reserved, {
        error: `is taken; name it otherwise than ${reserved}`,
      })
      .describe('what its documents name as their source, e.g. sap'),
    pollIntervalMs: z
      .int()
      .min(200)
      .max(30_000)
      .default(10_000)
      .describe('milliseconds between two polls of a busy form; 10000 when left out'),
  });
  return z
    .array(entry)
    .max(50)
    .superRefine((entries, context) => {
      const names = entries.map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const message = `is the name of another source already; give each a name of its own`;
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
    })
    .transform((entries, context): readonly SourceSetting[] =>
      kinds === null
        ? []
        : entries.flatMap((one, index) => {
            const { kind, name, pollIntervalMs, ...config } = one;
            const known = kinds.find((each) => each.kind === kind);
            if (known === undefined) {
              const words = kinds.map((each) => each.kind).join(', ');
              const message = `is no kind of source; write one of ${words}, or name its module in HUB_SOURCE_MODULES`;
              context.addIssue({ code: 'custom', path: [index, 'kind'], message });
              return [];
            }
            const read = known.config(fields).safeParse(config);
            if (read.success) return [{ kind, name, pollIntervalMs, config: read.data }];
            for (const { path, message } of read.error.issues)
              context.addIssue({ code: 'custom', path: [index, ...path], message });
            return [];
          }),
    )
    .describe('systems beside K3Cloud that documents come from');
}
