import type { Journal, JournalEntry } from '@hub/simulator-kit';
import type { Forms } from '../forms/load-forms.js';
import { textOf } from '../text.js';
import type { Row } from './row.js';

/** What these forms need to know of the account book that they belong to. */
interface Owner {
  readonly acctId: string;
  readonly erp: { readonly journal: Journal; readonly forms: Forms };
  userByName(userName: string): { readonly userId: number } | undefined;
}

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

/** Forms that show the journal: the change trail, deletions included, and the messages to people. */
export function* journalRows(owner: Owner, which: 'operations' | 'messages'): Generator<Row> {
  for (const entry of owner.erp.journal.after(0, Infinity)) {
    if (entry.data['acctId'] !== owner.acctId) continue;
    if (which === 'messages') yield* messageRows(owner, entry);
    else {
      const operation = operations[entry.kind];
      if (operation !== undefined) yield operationRow(owner, entry, operation);
    }
  }
}

function operationRow(owner: Owner, { seq, at, data }: JournalEntry, operation: string): Row {
  const form = owner.erp.forms.find(textOf(data['form']));
  const number = textOf(data['number']);
  return {
    id: seq,
    entries: {},
    values: {
      FDATETIME: at,
      FUSERID: owner.userByName(textOf(data['by']))?.userId ?? null,
      FOBJECTTYPEID: textOf(data['form']),
      FOPERATENAME: operation,
      FDESCRIPTION: `单据编号为“${number}”的${form?.name ?? ''}，${operation}成功！`,
      FInterId: textOf(data['id']),
      FBillNo: number,
      FCLIENTTYPE: textOf(data['via']).startsWith('webapi') ? 'WebApi' : 'Html5',
    },
  };
}

/** A message to several people is one row for each. */
function* messageRows(owner: Owner, { kind, at, data }: JournalEntry): Generator<Row> {
  const { receivers, id } = data;
  if (kind !== 'message.sent' || !Array.isArray(receivers)) return;
  for (const receiver of receivers as unknown[]) {
    yield {
      id: Number(id),
      entries: {},
      values: {
        FTITLE: textOf(data['title']),
        FCONTENT: textOf(data['content']),
        FTYPE: textOf(data['type']),
        FSENDERID: owner.userByName(textOf(data['by']))?.userId ?? null,
        FRECEIVERID: owner.userByName(textOf(receiver))?.userId ?? null,
        FCREATETIME: at,
      },
    };
  }
}
