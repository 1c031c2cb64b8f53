import type { IncomingHttpHeaders } from 'node:http';
import type { AccountSet } from '../database/account-set.js';
import { authorise } from './login.js';
import type { Session, Sessions } from './sessions.js';
import { isHeaderSignature } from './signatures.js';

const languages = [2052, 1033, 3076];

/** Thrown when signed headers name an account book that does not exist: the server then answers no JSON. */
export class UnknownAccount extends Error {}

/**
 * Opens or finds the session that signed headers stand for; undefined when they are missing or do not hold.
 *
 * A private server verifies X-Kd-Signature alone. It covers no time, so an old request passes.
 */
export function sessionOfHeaders(
  headers: IncomingHttpHeaders,
  accounts: readonly AccountSet[],
  sessions: Sessions,
  address: string,
): Session | undefined {
  const appId = textOf(headers['x-kd-appkey']);
  const data = Buffer.from(textOf(headers['x-kd-appdata']), 'base64').toString('utf8');
  if (appId === '' || data === '') return undefined;
  const [acctId = '', userName = '', language = '', org = ''] = data.split(',');
  const account = accounts.find((each) => each.acctId === acctId);
  if (account === undefined) throw new UnknownAccount('Fail to verify thirty passport');
  const app = account.apps.find((each) => each.appId === appId);
  if (app === undefined || !languages.includes(Number(language))) return undefined;
  if (!isHeaderSignature(textOf(headers['x-kd-signature']), app, data)) return undefined;
  const outcome = authorise(account, app, { userName, address });
  if (!('user' in outcome)) return undefined;
  const signer = [appId, acctId, userName, language, org].join(',');
  const session = sessions.useSigned(signer, account, outcome.user, Number(language));
  const organisations = account.erp.forms.get('ORG_Organizations');
  // Clients write an organisation that is not set as 0, null or nothing; one that does not exist is accepted too.
  session.orgId = Number(account.rowByNumber(organisations, org)?.id ?? session.orgId);
  return session;
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
