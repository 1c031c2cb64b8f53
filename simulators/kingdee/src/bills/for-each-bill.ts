import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { CallResult, StatusError, SuccessEntity } from '../protocol/response-status.js';
import { textOf } from '../text.js';

const billsMax = 1000;

type Data = Readonly<Record<string, unknown>>;

/**
 * Finds the bills that a call names. Ids win over Numbers; both may be an array or comma-separated text.
 * Bills that do not exist are passed over as long as one does.
 */
export function selectBills(account: AccountSet, form: Form, data: Data): readonly Row[] {
  const ids = listOf(data['Ids']).filter((id) => id !== '0');
  const numbers = listOf(data['Numbers']);
  const wanted = ids.length > 0 ? ids : numbers;
  if (wanted.length === 0) {
    throw new BusinessError(msgCode.parameter, '单据编码集合或内码集合不能为空。');
  }
  if (wanted.length > billsMax) {
    throw new BusinessError(msgCode.parameter, `一次最多处理${String(billsMax)}张单据。`);
  }
  const rows = wanted.map((each) =>
    ids.length > 0 ? account.row(form, Number(each)) : account.rowByNumber(form, each),
  );
  const found = rows.filter((row) => row !== undefined);
  if (found.length === 0) {
    throw new BusinessError(msgCode.noData, `${form.name}“${wanted.join(',')}”不存在。`);
  }
  return found;
}

/** Does something to each bill; a refusal of one does not stop the others. */
export function forEachBill(
  account: AccountSet,
  form: Form,
  rows: readonly Row[],
  act: (row: Row) => void,
): CallResult {
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  let code: number = msgCode.none;
  rows.forEach((row, index) => {
    try {
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
