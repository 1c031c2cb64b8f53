import type { OpenApi } from './open-api.js';
import { isFields, textOf, type Fields } from './reply.js';

/** A work notification: the message of an application, outside of any chat. */
export interface WorkNotification {
  readonly agentId: string;
  /** 100 at most. */
  readonly userIds: readonly string[];
  /**
   * `{ msgtype, <msgtype>: {…} }`, 2,048 bytes at most as JSON. It has to differ from what the same person got the
   * same day, or DingTalk drops it without a word.
   */
  readonly message: object;
}

/** One work notification that was sent. */
export interface WorkTask {
  readonly agentId: string;
  readonly taskId: string;
}

/** Why somebody did not get a work notification. */
export type WorkDropReason =
  /** The application or the organisation reached 5,000 recipients in the minute: again in the next. */
  | 'MINUTE'
  /** The person got 500 of this application today: again tomorrow. */
  | 'DAY'
  /** The same content on the same day. */
  | 'DUPLICATE'
  /** Empty, or words that are not let through. */
  | 'CONTENT'
  /** The organisation protects this person. */
  | 'PROTECTED'
  /** Nobody of this id, or outside of what the application may see. */
  | 'INVALID'
  /** DingTalk does not say. */
  | 'OTHER';

export interface WorkDrop {
  readonly userId: string;
  /** Code of DingTalk; empty when there is none. */
  readonly code: string;
  readonly reason: WorkDropReason;
}

/** What became of a work notification; who is in no list is not decided yet. */
export interface WorkResult {
  readonly read: readonly string[];
  readonly unread: readonly string[];
  readonly dropped: readonly WorkDrop[];
}

const root = 'topapi/message/corpconversation';

const dropReasons: Readonly<Record<string, WorkDropReason>> = {
  '143103': 'MINUTE',
  '143104': 'MINUTE',
  '143105': 'DAY',
  '143106': 'DUPLICATE',
  '143203': 'MINUTE',
  '143204': 'MINUTE',
  '143205': 'DAY',
  '143206': 'DUPLICATE',
  '1430000': 'CONTENT',
  '1430002': 'CONTENT',
  '1430004': 'PROTECTED',
};

/** That it is sent says nothing yet of who got it: see `workResult`. */
export async function sendWorkNotification(
  api: OpenApi,
  { agentId, userIds, message }: WorkNotification,
): Promise<WorkTask> {
  const reply = await api.oapi(`${root}/asyncsend_v2`, {
    agent_id: agentId,
    userid_list: userIds.join(','),
    msg: JSON.stringify(message),
  });
  return { agentId, taskId: textOf(reply['task_id']) };
}

/** For 24 hours; not for more than 100 recipients, for whom DingTalk's answer does not come in time. */
export async function workResult(api: OpenApi, { agentId, taskId }: WorkTask): Promise<WorkResult> {
  const reply = await api.oapi(`${root}/getsendresult`, { agent_id: agentId, task_id: taskId });
  const result: Fields = isFields(reply['send_result']) ? reply['send_result'] : {};
  const forbidden = listIn(result['forbidden_list']).filter(isFields);
  const told = new Map(forbidden.map((each) => [String(each['userid']), String(each['code'])]));
  const dropped: WorkDrop[] = [...told].map(([userId, code]) => ({
    userId,
    code,
    reason: dropReasons[code] ?? 'OTHER',
  }));
  const also = (name: string, reason: WorkDropReason): void => {
    for (const userId of listIn(result[name]).map(String)) {
      if (told.has(userId)) continue;
      told.set(userId, '');
      dropped.push({ userId, code: '', reason });
    }
  };
  also('invalid_user_id_list', 'INVALID');
  also('forbidden_user_id_list', 'OTHER');
  also('failed_user_id_list', 'OTHER');
  const read = listIn(result['read_user_id_list']).map(String);
  return { read, unread: listIn(result['unread_user_id_list']).map(String), dropped };
}

/** For 24 hours. */
export async function recallWorkNotification(
  api: OpenApi,
  { agentId, taskId }: WorkTask,
): Promise<void> {
  await api.oapi(`${root}/recall`, { agent_id: agentId, msg_task_id: taskId });
}

/** Changes the coloured line of a notification of type `oa` that went to 5 people at most; for 24 hours. */
export async function updateStatusBar(
  api: OpenApi,
  { agentId, taskId }: WorkTask,
  /** `background` like 0xFF78C06E */
  { value, background }: { readonly value: string; readonly background?: string | undefined },
): Promise<void> {
  await api.oapi(`${root}/status_bar/update`, {
    agent_id: agentId,
    task_id: taskId,
    status_value: value,
    ...(background === undefined ? {} : { status_bg: background }),
  });
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
