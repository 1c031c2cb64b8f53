import { z } from 'zod';

/** Hints of operation plug-ins, as `hints:` in tenant.yaml says. */
export type HintsSetting = z.output<ReturnType<typeof hintsSchema>>;

const keyBytesMin = 32;

/**
 * The schema of `hints:`.
 *
 * @param secret reads `{ file: name }` below the secrets folder
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function hintsSchema(secret: z.ZodType<string>) {
  return z
    .strictObject({
      keys: z
        .array(
          secret
            .transform((text) => Buffer.from(text))
            .refine((key) => key.length >= keyBytesMin, {
              error: 'is shorter than 32 bytes; make one with: openssl rand -base64 48',
            }),
        )
        .min(1)
        .max(4)
        .describe('keys that prove a hint; all verify, so that one can be replaced'),
      perMinute: z
        .int()
        .min(1)
        .max(60_000)
        .default(600)
        .describe('hints taken in a minute; 600 when left out'),
    })
    .describe('hints of operation plug-ins that have a form read early; see docs/hints.md');
}
