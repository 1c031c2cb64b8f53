import type { OpenApi } from './open-api.js';
import { isFields, textOf, type Fields } from './reply.js';
import { textsIn } from './robot.js';

/** How a DING reaches people; text messages and calls cost money of the organisation. */
const remindTypes = { APP: 1, SMS: 2, PHONE: 3 } as const;

/** An insistent message that people have to confirm. Paid editions only. */
export interface Ding {
  readonly by: keyof typeof remindTypes;
  /** 200 at most within the application, 20 by text message or call. */
  readonly userIds: readonly string[];
  readonly content: string;
}

export type DingBy = Ding['by'];

export interface DingReceipt {
  readonly openDingId: string;
  /** Whom it did not reach. */
  readonly failed: readonly string[];
}

export async function sendDing(
  api: OpenApi,
  robotCode: string,
  { by, userIds, content }: Ding,
): Promise<DingReceipt> {
  const body = {
    robotCode,
    remindType: remindTypes[by],
    receiverUserIdList: userIds,
    content,
  };
  const reply = await api.api('POST', 'v1.0/robot/ding/send', body);
  const failed = reply['failedList'];
  return {
    openDingId: textOf(reply['openDingId']),
    failed: isFields(failed) ? peopleIn(failed) : textsIn(failed),
  };
}

/** Who has confirmed it. */
export async function dingReaders(
  api: OpenApi,
  robotCode: string,
  openDingId: string,
): Promise<readonly string[]> {
  const asked = { robotCode, openDingId };
  const reply = await api.api('POST', 'v1.0/robot/ding/readStatuses/query', asked);
  return textsIn(reply['readUserIds']);
}

export async function recallDing(
  api: OpenApi,
  robotCode: string,
  openDingId: string,
): Promise<void> {
  await api.api('POST', 'v1.0/robot/ding/recall', { robotCode, openDingId });
}

/** By the SDK an object: of lists of people by reason, or keyed by person. */
function peopleIn(failed: Fields): readonly string[] {
  return Object.entries(failed).flatMap(([key, value]) =>
    Array.isArray(value) ? textsIn(value) : [key],
  );
}
