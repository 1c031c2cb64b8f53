import { DingTalkFault } from './faults.js';
import type { OpenApi } from './open-api.js';
import { textOf, type Fields } from './reply.js';

const priorities = { LOW: 10, NORMAL: 20, URGENT: 30, MOST_URGENT: 40 } as const;

/** A to-do in the list of people. */
export interface Todo {
  /** Our id; a repeat makes no second to-do. */
  readonly sourceId: string;
  /** 1,024 characters at most. */
  readonly subject: string;
  /** Union ids, not user ids; 100 at most. */
  readonly executorUnionIds: readonly string[];
  /** In whose name it is made. */
  readonly creatorUnionId: string;
  /** UTC milliseconds. */
  readonly dueAt?: number | undefined;
  /** Where a tap leads. With it nobody can tick the to-do off by hand: it is done when we say so. */
  readonly detailUrl?: string | undefined;
  /** How it is marked in the list; normal when nothing is said. */
  readonly priority?: keyof typeof priorities | undefined;
  /** Also rings. */
  readonly ring?: boolean | undefined;
}

export interface TodoRef {
  readonly creatorUnionId: string;
  readonly taskId: string;
}

export interface TodoChange {
  readonly done?: boolean;
  readonly subject?: string;
  readonly dueAt?: number;
  readonly executorUnionIds?: readonly string[];
}

/** May be repeated. @returns what a later change names it by */
export async function createTodo(api: OpenApi, todo: Todo): Promise<TodoRef> {
  const { sourceId, subject, creatorUnionId, dueAt, detailUrl } = todo;
  const body = {
    sourceId,
    subject,
    creatorId: creatorUnionId,
    executorIds: todo.executorUnionIds,
    ...(dueAt === undefined ? {} : { dueTime: dueAt }),
    ...(detailUrl === undefined ? {} : { detailUrl: { appUrl: detailUrl, pcUrl: detailUrl } }),
    ...(todo.priority === undefined ? {} : { priority: priorities[todo.priority] }),
    ...(todo.ring === true ? { notifyConfigs: { dingNotify: '1' } } : {}),
    isOnlyShowExecutor: true,
  };
  const reply = await repeatable(api, todo, body);
  return { creatorUnionId, taskId: textOf(reply['id']) };
}

export async function updateTodo(
  api: OpenApi,
  { creatorUnionId, taskId }: TodoRef,
  { done, subject, dueAt, executorUnionIds }: TodoChange,
): Promise<void> {
  await api.api(
    'PUT',
    `${tasksOf(creatorUnionId)}/${encodeURIComponent(taskId)}${operator(creatorUnionId)}`,
    {
      ...(done === undefined ? {} : { done }),
      ...(subject === undefined ? {} : { subject }),
      ...(dueAt === undefined ? {} : { dueTime: dueAt }),
      ...(executorUnionIds === undefined ? {} : { executorIds: executorUnionIds }),
    },
  );
}

export async function deleteTodo(api: OpenApi, { creatorUnionId, taskId }: TodoRef): Promise<void> {
  const path = `${tasksOf(creatorUnionId)}/${encodeURIComponent(taskId)}`;
  await api.api('DELETE', path, { operatorId: creatorUnionId });
}

/** The refusal of a second one names the first one's id in its text only, so that text is read for the id. */
const existing = /taskId is ([\w-]+)/;

async function repeatable(api: OpenApi, todo: Todo, body: object): Promise<Fields> {
  const { creatorUnionId, sourceId } = todo;
  try {
    return await api.api('POST', `${tasksOf(creatorUnionId)}${operator(creatorUnionId)}`, body);
  } catch (error) {
    if (!(error instanceof DingTalkFault) || error.code !== 'DINGTALK_REFUSED') throw error;
    const [, id] = existing.exec(error.message) ?? [];
    if (id !== undefined) return { id };
    // The text may change; whether one of this source is there can be asked as well.
    const path = `${tasksOf(creatorUnionId)}/sources/${encodeURIComponent(sourceId)}`;
    const found = await api.api('GET', path, {}).catch(() => null);
    if (found === null || typeof found['id'] !== 'string') throw error;
    return found;
  }
}

function tasksOf(unionId: string): string {
  return `v1.0/todo/users/${encodeURIComponent(unionId)}/tasks`;
}

function operator(unionId: string): string {
  return `?operatorId=${encodeURIComponent(unionId)}`;
}
