import type { PerTenant } from '@hub/service';
import type { NewEntry } from '../domain/entry.js';
import type { Entries, ShownWords } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** To-dos (待办), each in the list of one person and made in his own name, so that it is his alone. */
export class DingTalkTodos implements Entries {
  readonly apis = {
    create: 'todo.create',
    change: 'todo.update',
    finish: 'todo.update',
    remove: 'todo.delete',
  } as const;

  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async create(
    tenant: string,
    unionId: string,
    { id, subject, dueAt, url, priority }: NewEntry,
  ): Promise<string> {
    const { taskId } = await this.senders.get(tenant).client.createTodo({
      ...{ sourceId: id, subject, priority },
      ...{ creatorUnionId: unionId, executorUnionIds: [unionId] },
      ...(dueAt === null ? {} : { dueAt }),
      ...(url === '' ? {} : { detailUrl: url }),
    });
    return taskId;
  }

  async change(
    tenant: string,
    unionId: string,
    taskId: string,
    { subject, dueAt }: ShownWords,
  ): Promise<void> {
    const change = { subject, ...(dueAt === null ? {} : { dueAt }) };
    const todo = { creatorUnionId: unionId, taskId };
    await this.senders.get(tenant).client.updateTodo(todo, change);
  }

  async finish(tenant: string, unionId: string, taskId: string): Promise<void> {
    const todo = { creatorUnionId: unionId, taskId };
    await this.senders.get(tenant).client.updateTodo(todo, { done: true });
  }

  async remove(tenant: string, unionId: string, taskId: string): Promise<void> {
    await this.senders.get(tenant).client.deleteTodo({ creatorUnionId: unionId, taskId });
  }
}
