import { z } from 'zod';

/** Levels that are watched, as `levels:` in tenant.yaml names them. */
export type LevelSetting = z.output<ReturnType<typeof levelsSchema>>[number];

/** The schema of `levels:`. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function levelsSchema() {
  return z
    .array(
      z.strictObject({
        kind: z
          .enum(['stock', 'budget'])
          .describe('stock against its safety stock; what is left of a budget'),
        everyMs: z
          .int()
          .min(1_000)
          .max(86_400_000)
          .default(300_000)
          .describe('milliseconds between two readings; 300000 when left out'),
        recover: z
          .union([z.number(), z.string()])
          .transform(String)
          .refine((text) => /^\d{1,3}(\.\d{1,6})?$/.test(text) && Number(text) >= 1, {
            error: 'is no factor of 1 or more, e.g. 1.1',
          })
          .default('1.1')
          .describe('it counts as back at its limit times this; 1.1 when left out'),
        hold: z
          .int()
          .min(1)
          .max(100)
          .default(2)
          .describe('readings in a row that must agree before it is told; 2 when left out'),
      }),
    )
    .max(10)
    .describe('quantities without a date of change that are compared with their limits');
}
