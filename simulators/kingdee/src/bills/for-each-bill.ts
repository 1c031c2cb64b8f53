import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { CallResult, StatusError, SuccessEntity } from '../protocol/response-status.js';
import { textOf } from '../text.js';

type Data = Readonly<Record<string, unknown>>;

/** A bill that a call names, by what it was named. */
export interface NamedBill {
  readonly name: string;
  readonly row: Row | undefined;
}

/**
 * Finds the bills that a call names. Ids win over Numbers; both may be an array or comma-separated text.
 * Throws when none of them exists.
 */
export function selectBills(account: AccountSet, form: Form, data: Data): readonly NamedBill[] {
  const ids = listOf(data['Ids']).filter((id) => id !== '0');
  const numbers = listOf(data['Numbers']);
  const wanted = ids.length > 0 ? ids : numbers;
  if (wanted.length === 0) {
    throw new BusinessError(msgCode.parameter, '单据编码集合或内码集合不能为空。');
  }
  requireBatchSize(account, wanted.length);
  const bills = wanted.map((name) => ({
    name,
    row: ids.length > 0 ? account.row(form, Number(name)) : account.rowByNumber(form, name),
  }));
  if (bills.every(({ row }) => row === undefined)) {
    throw new BusinessError(msgCode.noData, `${form.name}“${wanted.join(',')}”不存在。`);
  }
  return bills;
}

/** Throws when one call is about more bills than the site allows. */
export function requireBatchSize(account: AccountSet, bills: number): void {
  const { batchBillsMax } = account.erp.switches;
  if (bills <= batchBillsMax) return;
  throw new BusinessError(msgCode.parameter, `一次最多处理${String(batchBillsMax)}张单据。`);
}

/**
 * Does something to each bill; a refusal of one does not stop the others. Bills that do not exist are passed over
 * or refused one by one, as the site's switch says.
 */
export function forEachBill(
  account: AccountSet,
  form: Form,
  bills: readonly NamedBill[],
  act: (row: Row) => void,
): CallResult {
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  let code: number = msgCode.none;
  const passOver = account.erp.switches.unknownBills === 'passed-over';
  const met = passOver ? bills.filter(({ row }) => row !== undefined) : bills;
  met.forEach(({ name, row }, index) => {
    try {
      if (row === undefined) {
        throw new BusinessError(msgCode.noData, `${form.name}“${name}”不存在。`);
      }
      act(row);
      successes.push({ id: row.id, number: account.numberOf(form, row), index });
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error;
      code = error.code;
      errors.push({ fieldName: error.fieldName, message: error.message, index });
    }
  });
  return { successes, errors, code };
}

/** Elements of an array or of comma-separated text, without blanks. */
export function listOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : textOf(value).split(',');
  return items.map((item) => textOf(item).trim()).filter((item) => item !== '');
}
