import type { CardCallback, CardResponse, DingTalkClient, RobotMessage } from '@hub/dingtalk';
import type { PerTenant } from '@hub/service';
import type { TakeClick } from '../take-click.js';
import type { TakeReply } from '../take-reply.js';

/** Who takes what people do in DingTalk. */
export interface PushedPorts {
  readonly takeClick: TakeClick;
  readonly takeReply: TakeReply;
  /** Who answers in a conversation. */
  readonly clients: Pick<PerTenant<Pick<DingTalkClient, 'replySession'>>, 'get'>;
}

/** Hands a press on; whether it came by Stream or by HTTP makes no difference. */
export async function takePress(
  { takeClick }: PushedPorts,
  tenant: string,
  { corpId, userId, outTrackId, params }: CardCallback,
): Promise<CardResponse> {
  return { userPrivateData: await takeClick(tenant, { corpId, userId, outTrackId, params }) };
}

/** Hands a message to the robot on; the answer goes to the address that came with it. */
export async function takeMessage(
  { takeReply, clients }: PushedPorts,
  tenant: string,
  message: RobotMessage,
): Promise<void> {
  const { msgId, conversationType, senderStaffId: userId, senderCorpId: corpId } = message;
  const { text, sessionWebhook } = message;
  await takeReply(
    tenant,
    { msgId, private: conversationType === '1', userId, corpId, text },
    (reply) => clients.get(tenant).replySession(sessionWebhook, reply),
  );
}

/** The log of one tenant's connections and callbacks. */
export function logOf(log: PushedLog, tenant: string): PushedLog {
  return {
    info: (fields, message) => {
      log.info({ tenant, ...fields }, message);
    },
    warn: (fields, message) => {
      log.warn({ tenant, ...fields }, message);
    },
    error: (fields, message) => {
      log.error({ tenant, ...fields }, message);
    },
  };
}

/** The part of a logger that is used. */
export interface PushedLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
