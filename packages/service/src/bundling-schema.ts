import { z } from 'zod';

/** How messages are told together when calls are to be spared, as `bundling:` in tenant.yaml says. */
export type BundlingSetting = z.output<ReturnType<typeof bundlingSchema>>;

const time = z
  .string({ error: 'is no time; write it in quotes, e.g. "17:30"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is no time of the day; write e.g. "17:30"' })
  .describe('a time of the day in the time zone of the tenant, in quotes, e.g. "17:30"');

/** The schema of `bundling:`. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function bundlingSchema() {
  return z
    .strictObject({
      mergeSeconds: z
        .int()
        .min(1)
        .max(3_600)
        .default(60)
        .describe('how long a message waits for others to the same person; 60 when left out'),
      digestAt: z
        .array(time)
        .min(1)
        .max(4)
        .default(['09:00', '17:30'])
        .describe('when digests are told; 09:00 and 17:30 when left out'),
    })
    .describe(
      'how messages are told together when the calls of the month run short; approvals and legal deadlines never wait',
    );
}
