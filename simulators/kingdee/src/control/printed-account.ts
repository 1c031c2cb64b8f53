import { passportOf } from '../auth/passport.js';
import type { AccountSet } from '../database/account-set.js';

/** What a client needs to log in to an account book; printed at start, in the vendor's words. */
export interface PrintedAccount {
  readonly acctId: string;
  /** Number of the organisation that a session begins in. */
  readonly orgNumber: string;
  /** Numbers of all organisations of the book. */
  readonly organisations: readonly string[];
  readonly lcid: number;
  readonly users: readonly { readonly userName: string; readonly password: string }[];
  readonly apps: readonly {
    readonly appId: string;
    readonly appSecret: string;
    readonly userName: string;
    /** Content of the key file for LoginBySimplePassport. */
    readonly passport: string;
  }[];
}

export function printAccount(account: AccountSet): PrintedAccount {
  return {
    acctId: account.acctId,
    orgNumber: account.company.orgNumber,
    organisations: account.organisations.map(({ company }) => company.orgNumber),
    lcid: 2052,
    users: account.users.map(({ userName, password }) => ({ userName, password })),
    apps: account.apps.map((app) => ({ ...app, passport: passportOf(account, app) })),
  };
}
