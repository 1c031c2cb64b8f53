import type { Session } from '../auth/sessions.js';
import type { AttachedTo } from '../bills/attachments.js';
import { listOf } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Row } from '../database/row.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asList, asObject } from '../protocol/request-body.js';
import { resultReply } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { count, flag } from './flag.js';
import { openForm } from './open-form.js';

type Data = Readonly<Record<string, unknown>>;

const done = { successes: [], errors: [], code: msgCode.none } as const;

/** Files up and down, in parts. */
export const attachmentMethods: readonly SessionMethod[] = [
  dataMethod('AttachmentUpload', (session, data) => upload(session, data, true)),
  dataMethod('UploadFile', (session, data) => upload(session, data, false)),
  dataMethod('AttachmentDownLoad', download),
  {
    kind: 'session',
    name: 'GetNotExistsFileIdCount',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [given] }: SessionCall): Json => {
      const ids = listOf(asList(asObject(given)['FileIds'] ?? asObject(given)['FileId']));
      const missing = ids.filter((id) => !session.account.attachments.has(id));
      return resultReply(done, { Count: missing.length });
    },
  },
];

function dataMethod(name: string, act: (session: Session, data: Data) => Json): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [given] }) => act(session, asObject(given)),
  };
}

function upload(session: Session, data: Data, onBill: boolean): Json {
  const { account } = session;
  const name = textOf(data['FileName']);
  const id = textOf(data['FileId']);
  const part = Buffer.from(textOf(data['SendByte']), 'base64');
  if (name === '') throw new BusinessError(msgCode.parameter, '文件名不能为空。');
  if (part.length === 0) throw new BusinessError(msgCode.parameter, '文件内容不能为空。');
  const bill = onBill ? findBill(session, data) : undefined;
  const isLast = flag(data['IsLast'], true);
  const file = bill === undefined ? { id, name } : { id, name, attachedTo: bill.attachedTo };
  const fileId = account.attachments.upload(file, part, isLast);
  if (isLast) {
    const facts = { acctId: account.acctId, fileId, name, ...bill?.attachedTo };
    account.erp.journal.append('file.uploaded', { ...facts, by: session.user.userName });
  }
  const success = bill === undefined ? [] : [{ id: account.nextId(), number: null, index: 0 }];
  return resultReply({ ...done, successes: success }, { FileId: fileId, Message: '' });
}

/** The bill that a file belongs to: by InterId, or by BillNO. */
function findBill(session: Session, data: Data): { row: Row; attachedTo: AttachedTo } {
  const { account } = session;
  const form = openForm(session, data['FormId'], 'View');
  const [id, number] = [textOf(data['InterId']), textOf(data['BillNO'])];
  const byId = id === '' || id === '0' ? undefined : account.row(form, Number(id));
  const row = byId ?? (number === '' ? undefined : account.rowByNumber(form, number));
  if (row === undefined) {
    throw new BusinessError(msgCode.noData, `${form.name}“${id === '' ? number : id}”不存在。`);
  }
  const entryId = textOf(data['EntryinterId']);
  return {
    row,
    attachedTo: {
      formId: form.id,
      billId: String(row.id),
      billNumber: account.numberOf(form, row),
      entryKey: textOf(data['Entrykey']),
      entryId: entryId === '-1' ? '' : entryId,
    },
  };
}

function download(session: Session, data: Data): Json {
  const { attachments } = session.account;
  const file = attachments.download(textOf(data['FileId']), count(data['StartIndex']));
  return resultReply(done, {
    StartIndex: file.next,
    IsLast: file.isLast,
    FileSize: file.size,
    FileName: file.name,
    FilePart: file.part.toString('base64'),
    Message: '',
  });
}
