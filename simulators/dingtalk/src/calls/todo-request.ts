import { readData } from '../data.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import type { User } from '../organisation/organisation.js';
import { isDone, type NewTodo, type Todo, type TodoChange } from '../todo/todo-book.js';
import type { World } from '../world.js';

type Fields = Readonly<Record<string, unknown>>;
type Operation = 'taskCreate' | 'taskUpdate' | 'taskDelete' | 'taskQuery';

/** What the vendor takes where nothing is said. */
const defaults = readData('todo-defaults') as { readonly todoType: string };
const subjectMax = 1024;
const descriptionMax = 4096;
const urlBytesMax = 1024;
const priorities = [10, 20, 30, 40];

export function todoError(operation: Operation, message: string): ApiError {
  return new ApiError(400, `todo.${operation}.paramError`, message);
}

/** The person of the path; it is a union id. */
export function requirePathUser(request: AppRequest, operation: Operation): User {
  return requireUser(request, operation, request.params['unionId'] ?? '');
}

/** A person by union id. */
function requireUser({ organisation }: AppRequest, operation: Operation, unionId: string): User {
  const user = findUser(organisation, unionId, 2);
  if (user === undefined) throw todoError(operation, `user not exist, unionId is ${unionId}`);
  return user;
}

export function requireTodo(world: World, request: AppRequest, operation: Operation): Todo {
  const todo = world.todos.find(request.app.corpId, request.params['taskId'] ?? '');
  if (todo === undefined) throw todoError(operation, 'task not exist');
  if (todo.appKey !== request.app.appKey) throw todoError(operation, 'task not belong to bizTag');
  return todo;
}

/** Who does it: the operator of the query, otherwise the person of the path. */
export function operatorOf(request: AppRequest, operation: Operation): string {
  const operatorId = field.text(request.query, 'operatorId');
  const user =
    operatorId === undefined
      ? requirePathUser(request, operation)
      : requireUser(request, operation, operatorId);
  return user.unionId;
}

/** Reads and checks what a new to-do is given. */
export function readNewTodo(world: World, request: AppRequest): NewTodo {
  const { app, body } = request;
  const operation = 'taskCreate';
  const creatorId = field.text(body, 'creatorId') ?? requirePathUser(request, operation).unionId;
  requireUser(request, operation, creatorId);
  const subject = field.text(body, 'subject');
  if (subject === undefined) throw todoError(operation, 'subject is empty');
  const detailUrl = readDetailUrl(body);
  if (detailUrl === undefined && world.settings.todoDetailUrlRequired) {
    throw todoError(operation, 'detailUrl is empty');
  }
  const priority = field.integer(body, 'priority') ?? 20;
  if (!priorities.includes(priority)) throw todoError(operation, 'priority is invalid');
  const given = readChange(world, request, operation);
  const contentFields = body['contentFieldList'];
  return {
    corpId: app.corpId,
    appKey: app.appKey,
    sourceId: field.text(body, 'sourceId') ?? '',
    creatorId,
    subject,
    description: given.description ?? '',
    dueTime: given.dueTime,
    executorIds: given.executorIds ?? [creatorId],
    participantIds: given.participantIds ?? [],
    detailUrl,
    isOnlyShowExecutor: field.flag(body, 'isOnlyShowExecutor'),
    priority,
    dingNotify: field.text(field.object(body, 'notifyConfigs') ?? {}, 'dingNotify'),
    contentFieldList: Array.isArray(contentFields) ? contentFields : [],
    todoType: field.text(body, 'todoType') ?? defaults.todoType,
  };
}

/** Reads and checks what may change later. */
export function readChange(world: World, request: AppRequest, operation: Operation): TodoChange {
  const { body } = request;
  const subject = field.text(body, 'subject');
  const description = field.text(body, 'description');
  if ((subject?.length ?? 0) > subjectMax) throw todoError(operation, 'subject is oversize');
  if ((description?.length ?? 0) > descriptionMax)
    throw todoError(operation, 'description is oversize');
  const dueTime = field.integer(body, 'dueTime');
  if (body['dueTime'] !== undefined && (dueTime === undefined || dueTime <= 0))
    throw todoError(operation, 'dueTime is invalid');
  return {
    subject,
    description,
    dueTime,
    executorIds: readPeople(world, request, operation, 'executor'),
    participantIds: readPeople(world, request, operation, 'participant'),
    done: body['done'] === undefined ? undefined : field.flag(body, 'done'),
  };
}

/** A to-do as the API shows it. */
export function describeTodo(todo: Todo): Record<string, unknown> {
  const { appKey, dingNotify, description, dueTime, detailUrl, ...shown } = todo;
  const bizTag = `todo_open_${appKey}`;
  return {
    ...shown,
    // Kept by person; the API shows only whether all are done.
    doneBy: undefined,
    startTime: 0,
    done: isDone(todo),
    source: bizTag,
    bizTag,
    ...(description === '' ? {} : { description }),
    ...(dueTime === undefined ? {} : { dueTime }),
    ...(detailUrl === undefined ? {} : { detailUrl }),
    ...(dingNotify === undefined ? {} : { notifyConfigs: { dingNotify } }),
  };
}

function readPeople(
  world: World,
  request: AppRequest,
  operation: Operation,
  role: 'executor' | 'participant',
): readonly string[] | undefined {
  const ids = field.texts(request.body, `${role}Ids`);
  if (ids === undefined) return undefined;
  if (ids.length > world.settings.todoExecutorsMax)
    throw todoError(operation, `${role}s is oversize`);
  for (const id of ids) requireUser(request, operation, id);
  return [...new Set(ids)];
}

function readDetailUrl(body: Fields): NewTodo['detailUrl'] {
  const given = field.object(body, 'detailUrl');
  if (given === undefined) return undefined;
  const appUrl = field.text(given, 'appUrl') ?? '';
  const pcUrl = field.text(given, 'pcUrl') ?? '';
  if (Math.max(Buffer.byteLength(appUrl), Buffer.byteLength(pcUrl)) > urlBytesMax)
    throw todoError('taskCreate', 'detailUrl is oversize');
  return { appUrl, pcUrl };
}
