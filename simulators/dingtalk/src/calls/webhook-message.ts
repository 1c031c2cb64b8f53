import { businessError } from '../http/vendor-error.js';
import { field } from '../http/field.js';
import type { VendorRequest } from '../http/vendor-route.js';

const bodyBytesMax = 20_000;
const contentOf: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  link: ['title', 'text', 'messageUrl'],
  markdown: ['title', 'text'],
  actionCard: ['title', 'text'],
  feedCard: ['links'],
};

export interface WebhookMessage {
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly at: Readonly<Record<string, unknown>>;
}

/** Reads the body of a webhook message, or throws the error code that the service gives. */
export function readWebhookMessage(request: VendorRequest): WebhookMessage {
  const { body, bodyReadable, headers, method } = request;
  if (method !== 'POST') throw businessError(43002, '需要使用POST请求');
  if (headers['content-type']?.includes('json') !== true) {
    throw businessError(43004, '无效的HTTP HEADER Content-Type');
  }
  if (!bodyReadable || Object.keys(body).length === 0) throw businessError(40035, '缺少参数 json');
  if (Buffer.byteLength(JSON.stringify(body)) > bodyBytesMax)
    throw businessError(40035, '消息体过长');
  const msgtype = field.text(body, 'msgtype') ?? '';
  const names = contentOf[msgtype];
  if (names === undefined) throw businessError(400105, '不支持的消息类型');
  const content = field.object(body, msgtype);
  const missing = names.find((name) => content?.[name] === undefined || content[name] === '');
  if (content === undefined || missing !== undefined) {
    throw businessError(40035, `缺少参数 ${msgtype}.${missing ?? ''}`);
  }
  return { msgtype, content, at: field.object(body, 'at') ?? {} };
}
