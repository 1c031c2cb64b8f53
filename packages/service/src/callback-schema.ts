import { z } from 'zod';
import { isHttpsOrLocal } from './links-schema.js';

/** Where DingTalk posts what people do, as `dingtalk.callback` in tenant.yaml says. */
export interface CallbackSetting {
  /** Address of write-back as DingTalk reaches it; presses are posted to `/card` below it, messages to `/robot`. */
  readonly url: string;
  /** What 事件订阅 shows for events by HTTP; absent when none are. */
  readonly keys?: { readonly token: string; readonly aesKey: string } | undefined;
}

/**
 * The schema of `dingtalk.callback`.
 *
 * @param url reads an http(s) address
 * @param secret reads a secret from a file
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function callbackSchema(
  url: z.ZodType<string>,
  secret: (wanted: string) => z.ZodType<string>,
) {
  const keys = z.strictObject({
    token: secret('the 签名 token of 事件订阅').refine(
      (token) => /^[A-Za-z0-9]{3,64}$/.test(token),
      {
        error: 'is no token; it has 3 to 64 letters and digits',
      },
    ),
    aesKey: secret('the 加密 aes_key of 事件订阅').refine((key) => /^[A-Za-z0-9]{43}$/.test(key), {
      error: 'is no aes_key; it has 43 letters and digits, copy it again',
    }),
  });
  return z
    .strictObject({
      url: url
        .refine(isHttpsOrLocal, { error: 'is no https address; DingTalk signs no contents' })
        .transform((text) => text.replace(/\/+$/, '')),
      keys: keys.describe('what 事件订阅 shows for events by HTTP').optional(),
    })
    .describe(
      'DingTalk posts presses and messages to this address instead of sending them by Stream',
    );
}
