import type { OpenApi } from './open-api.js';
import { textOf } from './reply.js';
import { recallOf, sendStatusOf, textsIn, type Recalled, type SendStatus } from './robot.js';

/** A message of the application's robot in a group that it is a member of. */
export interface GroupSend {
  readonly openConversationId: string;
  /** Kind of message, such as `sampleText` or `sampleMarkdown`. */
  readonly msgKey: string;
  /** 15,000 bytes at most as JSON. */
  readonly msgParam: object;
}

export interface GroupMessageRef {
  readonly openConversationId: string;
  readonly processQueryKey: string;
}

export interface GroupReaders {
  readonly status: SendStatus;
  readonly read: readonly string[];
}

const pageMax = 200;
/** A group has 1,000 members at most, so more pages are a fault of the answer. */
const pagesMax = 20;

/** The call has no idempotency key, so after a lost answer the message may have been sent. */
export async function sendGroup(
  api: OpenApi,
  robotCode: string,
  { openConversationId, msgKey, msgParam }: GroupSend,
): Promise<GroupMessageRef> {
  const body = { robotCode, openConversationId, msgKey, msgParam: JSON.stringify(msgParam) };
  const reply = await api.api('POST', 'v1.0/robot/groupMessages/send', body);
  return { openConversationId, processQueryKey: textOf(reply['processQueryKey']) };
}

/** Who has read it. For 24 hours. */
export async function groupReaders(
  api: OpenApi,
  robotCode: string,
  message: GroupMessageRef,
): Promise<GroupReaders> {
  const read: string[] = [];
  let status: SendStatus = 'PROCESSING';
  let nextToken: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const from = nextToken === undefined ? {} : { nextToken };
    const body = { robotCode, ...message, maxResults: pageMax, ...from };
    const reply = await api.api('POST', 'v1.0/robot/groupMessages/query', body);
    status = sendStatusOf(reply);
    read.push(...textsIn(reply['readUserIds']));
    const next = reply['nextToken'];
    if (reply['hasMore'] !== true || (typeof next !== 'string' && typeof next !== 'number')) break;
    nextToken = String(next);
  }
  return { status, read };
}

/** Takes messages back so that they leave no trace. 20 keys at most; for 24 hours. */
export async function recallGroup(
  api: OpenApi,
  robotCode: string,
  openConversationId: string,
  processQueryKeys: readonly string[],
): Promise<Recalled> {
  const body = { robotCode, openConversationId, processQueryKeys };
  return recallOf(await api.api('POST', 'v1.0/robot/groupMessages/recall', body));
}
