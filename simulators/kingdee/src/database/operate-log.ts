import type { JournalEntry } from '@hub/simulator-kit';
import type { AccountSet } from './account-set.js';
import type { Row } from './row.js';

/** What the change trail calls the entries of the journal that it shows. */
const operations: Readonly<Record<string, string>> = {
  'bill.saved': '保存',
  'bill.submitted': '提交',
  'bill.withdrawn': '撤销',
  'bill.node.decided': '审批',
  'bill.audited': '审核',
  'bill.unaudited': '反审核',
  'bill.rejected': '驳回',
  'bill.terminated': '终止流程',
  'bill.deleted': '删除',
  'bill.void': '作废',
  'bill.unvoid': '反作废',
  'bill.close': '关闭',
  'bill.unclose': '反关闭',
  'bill.forbid': '禁用',
  'bill.enable': '反禁用',
};

/** The change trail of an account book as rows of BOS_OperateLog: what its journal knows, deletions included. */
export function* operateLogRows(account: AccountSet): Generator<Row> {
  for (const entry of account.erp.journal.after(0, Infinity)) {
    const operation = operations[entry.kind];
    if (operation !== undefined && entry.data['acctId'] === account.acctId) {
      yield logRow(account, entry, operation);
    }
  }
}

function logRow(account: AccountSet, { seq, at, data }: JournalEntry, operation: string): Row {
  const text = (key: string): string => {
    const value = data[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const form = account.erp.forms.find(text('form'));
  const user = account.userByName(text('by'));
  return {
    id: seq,
    entries: {},
    values: {
      FDATETIME: at,
      FUSERID: user?.userId ?? null,
      FOBJECTTYPEID: text('form'),
      FOPERATENAME: operation,
      FDESCRIPTION: `单据编号为“${text('number')}”的${form?.name ?? ''}，${operation}成功！`,
      FInterId: text('id'),
      FBillNo: text('number'),
      FCLIENTTYPE: text('via').startsWith('webapi') ? 'WebApi' : 'Html5',
    },
  };
}
