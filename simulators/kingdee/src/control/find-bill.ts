import { ControlError } from '@hub/simulator-kit';
import { findBillForm } from '../bills/create-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet, ErpUser } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Server } from '../protocol/method.js';

export interface FoundBill {
  readonly account: AccountSet;
  readonly form: Form;
  readonly row: Row;
}

export function findAccount(server: Server, acctId: string | undefined): AccountSet {
  const account = server.accounts.find((each) => each.acctId === acctId);
  if (account !== undefined) return account;
  const known = server.accounts.map((each) => each.acctId).join(', ');
  throw new ControlError(404, `no account set "${acctId ?? ''}"; there are ${known}`);
}

export function findUser(account: AccountSet, userName: string): ErpUser {
  const user = account.userByName(userName);
  if (user === undefined) {
    throw new ControlError(404, `no user "${userName}" in account set ${account.acctId}`);
  }
  return user;
}

/** The bill of a path `{acctId}/{form}/{bill}`, by its internal id or its number. */
export function findBill(server: Server, params: Readonly<Record<string, string>>): FoundBill {
  const account = findAccount(server, params['acctId']);
  const form = refusing(() => findBillForm(account, params['form'] ?? ''));
  const bill = params['bill'] ?? '';
  const row = account.rowByNumber(form, bill) ?? account.row(form, Number(bill));
  if (row === undefined) throw new ControlError(404, `no ${form.name} "${bill}"`);
  return { account, form, row };
}

/** Does what the ERP may refuse; a refusal becomes status 404 or 409 with the ERP's own words. */
export function refusing<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    throw new ControlError(error.code === msgCode.noData ? 404 : 409, error.message);
  }
}
