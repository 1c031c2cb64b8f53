import { readData } from '../data.js';
import { field } from '../http/field.js';
import { businessError, type OapiError } from '../http/vendor-error.js';

type Fields = Readonly<Record<string, unknown>>;

interface MessageType {
  readonly required: readonly string[];
  readonly charactersMax?: Readonly<Record<string, number>>;
}

const types = readData('work-messages') as Readonly<Record<string, MessageType>>;
const buttonTitleMax = 20;
const buttonUrlMax = 700;

export interface WorkMessage {
  readonly msgtype: string;
  readonly content: Fields;
}

/** Reads `msg` of a work notification, given as an object or, in a form, as JSON text. Names are in snake_case. */
export function readWorkMessage(body: Fields, bytesMax: number): WorkMessage {
  const message = field.object(body, 'msg') ?? readOldMessage(body);
  if (message === undefined) throw missing('msg');
  if (Buffer.byteLength(JSON.stringify(message)) > bytesMax) {
    throw businessError(34014, `消息内容长度超过上限，最大${String(bytesMax)}字节`);
  }
  const msgtype = field.text(message, 'msgtype') ?? '';
  const type = types[msgtype];
  const content = field.object(message, msgtype);
  if (type === undefined || content === undefined) throw businessError(40008, '不合法的消息类型');
  const absent = type.required.find((name) => content[name] === undefined);
  if (absent !== undefined) throw missing(`${msgtype}.${absent}`);
  for (const [name, max] of Object.entries(type.charactersMax ?? {})) {
    if (lengthOf(content[name]) > max) throw tooLong(`${msgtype}.${name}`, max);
  }
  if (msgtype === 'action_card') checkButtons(content);
  return { msgtype, content };
}

/** The first version of the call has type and content apart. */
function readOldMessage(body: Fields): Fields | undefined {
  const msgtype = field.text(body, 'msgtype');
  const content = field.object(body, 'msgcontent');
  if (msgtype === undefined || content === undefined) return undefined;
  return { msgtype, [msgtype]: content };
}

/** One button, or a list of them. */
function checkButtons(content: Fields): void {
  if (field.text(content, 'single_title') !== undefined) {
    if (field.text(content, 'single_url') === undefined) throw missing('action_card.single_url');
    return;
  }
  const list = content['btn_json_list'];
  if (!Array.isArray(list) || list.length === 0) throw missing('action_card.btn_json_list');
  for (const button of list as Fields[]) {
    const title = field.text(button, 'title');
    const url = field.text(button, 'action_url');
    if (title === undefined || url === undefined) throw missing('action_card.btn_json_list');
    if (title.length > buttonTitleMax) throw tooLong('btn_json_list.title', buttonTitleMax);
    if (url.length > buttonUrlMax) throw tooLong('btn_json_list.action_url', buttonUrlMax);
  }
}

function lengthOf(value: unknown): number {
  if (value === undefined) return 0;
  return typeof value === 'string' ? value.length : JSON.stringify(value).length;
}

function missing(name: string): OapiError {
  return businessError(40035, `缺少参数 ${name}`);
}

function tooLong(name: string, max: number): OapiError {
  return businessError(34016, `${name}长度超过上限，最大${String(max)}个字符`);
}
