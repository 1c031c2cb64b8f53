import { readData } from '../data.js';
import { businessError, type OapiError } from '../http/vendor-error.js';
import { field } from '../http/field.js';
import type { VendorRequest } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { findForbidden } from './forbidden-content.js';

type Fields = Readonly<Record<string, unknown>>;

interface MessageType {
  readonly required: readonly string[];
  /** Fields that are lists, with what each entry must have. */
  readonly each?: Readonly<Record<string, readonly string[]>>;
}

const types = readData('webhook-messages') as Readonly<Record<string, MessageType>>;
const mentionsMax = 50;

export interface WebhookMessage {
  readonly msgtype: string;
  readonly content: Fields;
  readonly at: Fields;
}

/** Reads the body of a webhook message, or throws the error code that the service gives. */
export function readWebhookMessage(world: World, request: VendorRequest): WebhookMessage {
  const { body, bodyReadable, headers, method } = request;
  if (method !== 'POST') throw businessError(43002, '需要使用POST请求');
  if (headers['content-type']?.toLowerCase().includes('json') !== true) {
    throw businessError(43004, '无效的HTTP HEADER Content-Type');
  }
  if (!bodyReadable || Object.keys(body).length === 0) throw businessError(40035, '缺少参数 json');
  if (Buffer.byteLength(JSON.stringify(body)) > world.settings.webhookBytesMax)
    throw businessError(40035, '消息体过长');
  const msgtype = field.text(body, 'msgtype') ?? '';
  const type = types[msgtype];
  if (type === undefined) throw businessError(400105, '不支持的消息类型');
  const content = field.object(body, msgtype);
  if (content === undefined) throw missing(msgtype);
  const absent = type.required.find((name) => content[name] === undefined || content[name] === '');
  if (absent !== undefined) throw missing(`${msgtype}.${absent}`);
  for (const [name, fields] of Object.entries(type.each ?? {})) checkList(content, name, fields);
  if (msgtype === 'actionCard') checkButtons(content);
  const at = field.object(body, 'at') ?? {};
  if ((field.texts(at, 'atUserIds') ?? []).length > mentionsMax)
    throw businessError(40035, 'atUserIds 最多50个');
  return { msgtype, content, at };
}

/** Refuses what the content filter finds. */
export function checkContent(world: World, { content }: WebhookMessage): void {
  const forbidden = findForbidden(world, content);
  if (forbidden === 'url') throw businessError(430101, '含有不安全的外链');
  if (forbidden === 'text') throw businessError(430102, '含有不合适的文本');
}

/** One button, or a list of them. */
function checkButtons(content: Fields): void {
  if (field.text(content, 'singleTitle') !== undefined) {
    if (field.text(content, 'singleURL') === undefined) throw missing('actionCard.singleURL');
    return;
  }
  checkList(content, 'btns', ['title', 'actionURL']);
}

function checkList(content: Fields, name: string, fields: readonly string[]): void {
  const entries = content[name];
  if (!Array.isArray(entries) || entries.length === 0) throw missing(name);
  for (const entry of entries as Fields[]) {
    const absent = fields.find((each) => field.text(entry, each) === undefined);
    if (absent !== undefined) throw missing(`${name}.${absent}`);
  }
}

function missing(name: string): OapiError {
  return businessError(40035, `缺少参数 ${name}`);
}
