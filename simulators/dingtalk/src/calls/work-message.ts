import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';

const messageBytesMax = 2048;
const types = ['text', 'image', 'voice', 'file', 'link', 'oa', 'markdown', 'action_card'];

export interface WorkMessage {
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads `msg` of a work notification, given as an object or, in a form, as JSON text. */
export function readWorkMessage(body: Readonly<Record<string, unknown>>): WorkMessage {
  const message = field.object(body, 'msg');
  if (message === undefined) throw businessError(40035, '缺少参数 msg');
  if (Buffer.byteLength(JSON.stringify(message)) > messageBytesMax) {
    throw businessError(34014, '消息内容长度超过上限，最大2048字节');
  }
  const msgtype = field.text(message, 'msgtype') ?? '';
  const content = field.object(message, msgtype);
  if (!types.includes(msgtype) || content === undefined)
    throw businessError(40008, '不合法的消息类型');
  return { msgtype, content };
}
