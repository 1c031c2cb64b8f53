import { z } from 'zod';

/** How often and how far back everything is compared, as `reconcile:` in tenant.yaml says. */
export type ReconcileSetting = z.output<ReturnType<typeof reconcileSchema>>;

/**
 * The schema of `reconcile:`.
 *
 * What was published last of a document is kept for 90 days; a document that was not touched for longer cannot be told
 * from one that was missed, hence the upper bound of the window.
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function reconcileSchema() {
  return z
    .strictObject({
      everyMs: z
        .int()
        .min(1_000)
        .max(7 * 86_400_000)
        .default(6 * 3_600_000)
        .describe('milliseconds between two full compares; 6 hours when left out'),
      windowDays: z
        .int()
        .min(1)
        .max(80)
        .default(60)
        .describe(
          'documents changed before are not missed when they are unknown; 60 when left out',
        ),
    })
    .describe('the full compare of open documents and control totals with what was published');
}
