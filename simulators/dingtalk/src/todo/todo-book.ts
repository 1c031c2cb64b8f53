import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';

/** One to-do. People are union ids. */
export interface Todo {
  readonly id: string;
  readonly corpId: string;
  readonly appKey: string;
  readonly sourceId: string;
  readonly creatorId: string;
  readonly createdTime: number;
  subject: string;
  description: string;
  dueTime: number | undefined;
  executorIds: readonly string[];
  participantIds: readonly string[];
  readonly detailUrl: { readonly appUrl: string; readonly pcUrl: string } | undefined;
  readonly isOnlyShowExecutor: boolean;
  readonly priority: number;
  readonly dingNotify: string | undefined;
  readonly contentFieldList: readonly unknown[];
  readonly todoType: string;
  modifierId: string;
  modifiedTime: number;
  finishTime: number;
  /** Executors who have ticked it off. */
  readonly doneBy: Set<string>;
}

export type NewTodo = Omit<
  Todo,
  'id' | 'createdTime' | 'modifiedTime' | 'finishTime' | 'doneBy' | 'modifierId'
>;

/** What a change may set. */
export interface TodoChange {
  readonly subject?: string | undefined;
  readonly description?: string | undefined;
  readonly dueTime?: number | undefined;
  readonly executorIds?: readonly string[] | undefined;
  readonly participantIds?: readonly string[] | undefined;
  readonly done?: boolean | undefined;
}

/** All to-dos of the simulated DingTalk. */
export class TodoBook {
  readonly #clock: SimulatorClock;
  readonly #todos = new Map<string, Todo>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  find(corpId: string, id: string): Todo | undefined {
    const todo = this.#todos.get(id);
    return todo?.corpId === corpId ? todo : undefined;
  }

  /** A source id names one to-do of an application. */
  bySource(appKey: string, sourceId: string): Todo | undefined {
    return [...this.#todos.values()].find(
      (each) => each.appKey === appKey && each.sourceId === sourceId,
    );
  }

  /** The to-dos in a person's list, the latest first. */
  of(corpId: string, unionId: string): readonly Todo[] {
    return [...this.#todos.values()]
      .filter((each) => each.corpId === corpId && rolesIn(each, unionId).length > 0)
      .reverse();
  }

  create(todo: NewTodo): Todo {
    const now = this.#clock.now();
    const created: Todo = {
      ...todo,
      id: `task${randomBytes(16).toString('hex')}`,
      createdTime: now,
      modifiedTime: now,
      modifierId: todo.creatorId,
      finishTime: 0,
      doneBy: new Set(),
    };
    this.#todos.set(created.id, created);
    return created;
  }

  change(todo: Todo, { done, ...fields }: TodoChange, by: string): void {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    Object.assign(todo, Object.fromEntries(given));
    if (done !== undefined) {
      for (const id of todo.executorIds) mark(todo, id, done);
    }
    this.#touch(todo, by);
  }

  /** Ticks a to-do off for some executors, or takes that back. */
  markDone(todo: Todo, unionId: string, done: boolean, by: string): void {
    mark(todo, unionId, done);
    this.#touch(todo, by);
  }

  remove(todo: Todo): void {
    this.#todos.delete(todo.id);
  }

  #touch(todo: Todo, by: string): void {
    todo.modifierId = by;
    todo.modifiedTime = this.#clock.now();
    todo.finishTime = isDone(todo) ? todo.modifiedTime : 0;
  }
}

/** A to-do is done when all its executors are. */
export function isDone({ doneBy, executorIds }: Todo): boolean {
  return executorIds.length > 0 && executorIds.every((id) => doneBy.has(id));
}

export type TodoRole = 'executor' | 'creator' | 'participant';

export function rolesIn(todo: Todo, unionId: string): readonly TodoRole[] {
  const roles: TodoRole[] = [];
  if (todo.executorIds.includes(unionId)) roles.push('executor');
  if (todo.isOnlyShowExecutor) return roles;
  if (todo.creatorId === unionId) roles.push('creator');
  if (todo.participantIds.includes(unionId)) roles.push('participant');
  return roles;
}

function mark(todo: Todo, unionId: string, done: boolean): void {
  if (done) todo.doneBy.add(unionId);
  else todo.doneBy.delete(unionId);
}
