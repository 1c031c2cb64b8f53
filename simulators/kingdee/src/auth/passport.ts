import { createHash } from 'node:crypto';
import type { AccountSet, ErpApp } from '../database/account-set.js';

/**
 * Content of the key file of an application, as LoginBySimplePassport takes it. The real file is opaque to its
 * users; this one is base64 text that only this server can tell from any other.
 */
export function passportOf(account: AccountSet, app: ErpApp): string {
  const proof = createHash('sha256').update(`${account.acctId} ${app.appId} ${app.appSecret}`);
  const text = JSON.stringify({
    dbid: account.acctId,
    username: app.userName,
    appid: app.appId,
    key: proof.digest('hex'),
  });
  return Buffer.from(text).toString('base64');
}

/** The application of a key file; undefined for any other text. */
export function appOfPassport(
  accounts: readonly AccountSet[],
  passport: string,
): { readonly account: AccountSet; readonly app: ErpApp } | undefined {
  for (const account of accounts) {
    const app = account.apps.find((each) => passportOf(account, each) === passport.trim());
    if (app !== undefined) return { account, app };
  }
  return undefined;
}
