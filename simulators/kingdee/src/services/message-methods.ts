import type { Session } from '../auth/sessions.js';
import { listOf } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asList, asObject } from '../protocol/request-body.js';
import { resultReply, type StatusError, type SuccessEntity } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { findUser } from './workflow-methods.js';

/** SendMsg: messages to users of the ERP; each that is sent stands in the journal. */
export const sendMsg: SessionMethod = {
  kind: 'session',
  name: 'SendMsg',
  parameters: ['data'],
  errors: 'object',
  handle: ({ session, arguments: [data] }: SessionCall): Json => {
    const messages = asList(asObject(data)['Model']);
    if (messages.length === 0) throw new BusinessError(msgCode.parameter, 'Model不能为空。');
    const successes: SuccessEntity[] = [];
    const errors: StatusError[] = [];
    let code: number = msgCode.none;
    messages.forEach((message, index) => {
      try {
        successes.push({ id: send(session, asObject(message)), number: null, index });
      } catch (error) {
        if (!(error instanceof BusinessError)) throw error;
        code = error.code;
        errors.push({ fieldName: error.fieldName, message: error.message, index });
      }
    });
    return resultReply({ successes, errors, code });
  },
};

function send(session: Session, message: Readonly<Record<string, unknown>>): number {
  const { account, user } = session;
  const title = textOf(message['FTitle']);
  if (title === '') throw new BusinessError(msgCode.validation, '消息标题不能为空。', 'FTitle');
  const receivers = listOf(message['FReceivers']).map((each) =>
    findUser(session, /^\d+$/.test(each) ? { UserId: each } : { UserName: each }),
  );
  if (receivers.length === 0) {
    throw new BusinessError(msgCode.validation, '消息接收人不能为空。', 'FReceivers');
  }
  const id = account.nextId();
  account.erp.journal.append('message.sent', {
    acctId: account.acctId,
    id,
    title,
    content: textOf(message['FContent']),
    type: textOf(message['FType']),
    receivers: receivers.map(({ userName }) => userName),
    by: user.userName,
  });
  return id;
}
