import { createHmac, timingSafeEqual } from 'node:crypto';
import { isAllowedAddress } from '../access/address.js';
import { MonthlyCount } from '../access/monthly-count.js';
import { SlidingWindow } from '../access/sliding-window.js';
import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { VendorRequest, VendorRoute } from '../http/vendor-route.js';
import type { Group } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { checkContent, readWebhookMessage, type WebhookMessage } from './webhook-message.js';

const minuteMs = 60_000;
const signWindowMs = 60 * minuteMs;
const uuidsKeptMax = 10_000;
const throttleTexts = {
  660026: 'sending too many messages per minute',
  410100: '发送速度太快而限流',
  130101: 'send too fast, exceed 20 times per minute',
};

/** Custom group robots: a message to whoever knows the address, and answers to incoming robot messages. */
export function robotWebhookRoutes(world: World): readonly VendorRoute[] {
  const throttle = new Throttle(world);
  const seenUuids = new Set<string>();
  return [
    {
      open: true,
      generation: 'oapi',
      name: 'robot.send',
      method: 'ANY',
      path: '/robot/send',
      handle: (request) => send(world, throttle, seenUuids, request),
    },
    {
      open: true,
      generation: 'oapi',
      name: 'robot.sendBySession',
      method: 'ANY',
      path: '/robot/sendBySession',
      handle: (request) => sendBySession(world, request),
    },
  ];
}

function send(
  world: World,
  throttle: Throttle,
  seenUuids: Set<string>,
  request: VendorRequest,
): object {
  const { settings } = world;
  const token = request.query['access_token'] ?? '';
  if (request.method === 'POST' && token === '')
    throw businessError(40035, '缺少参数 access_token');
  const found = world.organisations.groupByWebhook(token);
  if (found === undefined && request.method === 'POST') {
    throw businessError(settings.webhookUnknownTokenCode, 'token is not exist');
  }
  const message = readWebhookMessage(world, request);
  if (found === undefined) return {};
  const { group, organisation } = found;
  checkState(group);
  checkSecurity(group, request, message, world.clock.now());
  const msgUuid = field.text(request.body, 'msgUuid') ?? request.query['msgUuid'];
  const uuidKey = msgUuid === undefined ? undefined : `${token} ${msgUuid}`;
  if (uuidKey !== undefined && seenUuids.has(uuidKey)) return {};
  checkContent(world, message);
  throttle.admit(token);
  if (!throttle.admitThisMonth(token)) throw businessError(90020, '该机器人本月的消息额度已用完');
  if (!world.pushes.admit(organisation.corpId, settings.monthlyPushes, world.clock.now())) {
    throw businessError(90020, '企业本月的Webhook消息额度已用完');
  }
  if (uuidKey !== undefined) remember(seenUuids, uuidKey);
  const { msgtype, content, at } = message;
  const chat = world.chats.groupChat(organisation, group);
  const { msgId } = world.chats.add(chat, {
    sender: { kind: 'robot', name: '群机器人' },
    msgtype,
    content,
  });
  const { openConversationId } = group;
  world.journal.append('webhook.sent', {
    corpId: organisation.corpId,
    openConversationId,
    msgId,
    msgtype,
    content,
    at,
    msgUuid: msgUuid ?? null,
  });
  return {};
}

function sendBySession(world: World, request: VendorRequest): object {
  const session = world.sessions.find(request.query['session'] ?? '');
  if (session === undefined) throw businessError(300001, 'session is not exist or expired');
  const message = readWebhookMessage(world, request);
  checkContent(world, message);
  const { msgtype, content } = message;
  const { app, conversation } = session;
  const { corpId, conversationId, userId } = conversation;
  const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
  const { msgId } = world.chats.add(conversation, { sender, msgtype, content });
  world.journal.append('session.sent', {
    corpId,
    userId: userId ?? null,
    conversationId,
    msgId,
    msgtype,
    content,
  });
  return {};
}

function checkState({ dissolved, webhookState }: Group): void {
  if (dissolved === true) throw businessError(400013, '群已被解散');
  if (webhookState === 'stopped') throw businessError(400102, '机器人已停用');
  if (webhookState === 'removed') throw businessError(400106, '机器人不在群中');
}

/** Any of the checks that are switched on and fail refuses the message with 310000. */
function checkSecurity(
  group: Group,
  request: VendorRequest,
  message: WebhookMessage,
  now: number,
): void {
  const { ips, keywords, sign } = group.security;
  if (sign) checkSign(group.secret, request.query, now);
  const text = JSON.stringify(message.content);
  if (keywords.length > 0 && !keywords.some((keyword) => text.includes(keyword))) {
    throw businessError(310000, 'keywords not in content');
  }
  if (!isAllowedAddress(ips, request.remoteAddress)) {
    throw businessError(310000, `ip ${request.remoteAddress} not in whitelist`);
  }
}

function checkSign(secret: string, query: VendorRequest['query'], now: number): void {
  const timestamp = query['timestamp'] ?? '';
  if (!/^\d+$/.test(timestamp) || Math.abs(Number(timestamp) - now) > signWindowMs) {
    throw businessError(310000, 'invalid timestamp');
  }
  const signature = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  // Compared as texts: a lax reader of base64 would also take other alphabets and what hangs on behind.
  const [expected, given] = [Buffer.from(signature), Buffer.from(query['sign'] ?? '')];
  const fits = given.length === expected.length && timingSafeEqual(given, expected);
  if (!fits) throw businessError(310000, 'sign not match');
}

/** 20 messages a minute and robot; one more, and the robot is mute for ten minutes. */
class Throttle {
  readonly #world: World;
  readonly #window = new SlidingWindow(minuteMs);
  readonly #mutedUntil = new Map<string, number>();
  readonly #thisMonth = new MonthlyCount();

  constructor(world: World) {
    this.#world = world;
  }

  admit(token: string): void {
    const { clock, settings } = this.#world;
    const now = clock.now();
    const muted = (this.#mutedUntil.get(token) ?? 0) > now;
    const { webhookPerMinute: most, webhookThrottleCode: code, webhookWindowMs } = settings;
    if (!muted && this.#window.admit(token, most, now, webhookWindowMs)) return;
    if (!muted) this.#mutedUntil.set(token, now + settings.webhookBanMs);
    throw businessError(code, throttleTexts[code]);
  }

  /** Counts a message against the cap that an administrator may set for each robot. */
  admitThisMonth(token: string): boolean {
    const { clock, settings } = this.#world;
    return this.#thisMonth.admit(token, settings.webhookMonthlyCap, clock.now());
  }
}

function remember(seen: Set<string>, key: string): void {
  const [oldest] = seen;
  if (seen.size >= uuidsKeptMax && oldest !== undefined) seen.delete(oldest);
  seen.add(key);
}
