import type { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';

/** What every source that is called over HTTP has in the tenant file, beside its way to prove itself. */
// The type is what zod infers: writing it down would be writing the schema twice.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function webFields(fields: ConfigFields, address: string) {
  return {
    url: baseUrl(fields, address),
    callsPerSecond: fields.whole(1, 1_000, 'calls per second at most').default(10),
    callsAtOnce: fields.whole(1, 32, 'calls at the same time at most').default(2),
    requestTimeoutMs: fields
      .whole(100, 300_000, 'longest wait for an answer in milliseconds')
      .default(30_000),
  };
}

/** Paths are joined to it, so it ends in a slash; secrets and options have fields of their own. */
function baseUrl(fields: ConfigFields, wanted: string): z.ZodType<string> {
  return fields
    .url(wanted)
    .refine((text) => URL.parse(text)?.username === '', {
      error: 'holds a user name; write it under auth',
    })
    .refine((text) => URL.parse(text)?.search === '' && URL.parse(text)?.hash === '', {
      error: 'has a ? or # part; leave it out',
    })
    .transform((text) => (text.endsWith('/') ? text : `${text}/`));
}
