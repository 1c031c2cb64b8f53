import { randomUUID } from 'node:crypto';
import { BusinessError, msgCode } from '../business-error.js';
import type { Json } from './json.js';

const tasksMax = 1000;

const status = { pending: 0, running: 1, complete: 2 } as const;

interface Task {
  readonly reply: Json;
  readonly owner: string;
  pollsLeft: number;
}

/**
 * Calls in the vendor's query mode: the first reply names a task, and polls of QueryAsyncResult tell how it goes.
 * The call itself is done at once; only its reply is held back.
 */
export class AsyncCalls {
  readonly #tasks = new Map<string, Task>();

  /** Keeps a reply for `owner` and returns what the client gets in its place. */
  begin(reply: Json, owner: string, runningPolls: number): Json {
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size >= tasksMax && oldest !== undefined) this.#tasks.delete(oldest);
    const taskId = randomUUID();
    this.#tasks.set(taskId, { reply, owner, pollsLeft: runningPolls });
    return taskReply(taskId, status.pending, null);
  }

  /** What a poll of the task's owner gets. A complete task is forgotten; so is one that the client cancels. */
  poll(taskId: string, owner: string, cancelled: boolean): Json {
    const task = this.#tasks.get(taskId);
    if (task?.owner !== owner) {
      throw new BusinessError(msgCode.noData, `任务“${taskId}”不存在。`);
    }
    if (!cancelled && task.pollsLeft > 0) {
      task.pollsLeft -= 1;
      return taskReply(taskId, status.running, null);
    }
    this.#tasks.delete(taskId);
    return taskReply(taskId, status.complete, cancelled ? null : task.reply, !cancelled);
  }
}

function taskReply(taskId: string, state: number, result: Json, successful = true): Json {
  return {
    TaskId: taskId,
    Status: state,
    Result: result,
    Successful: state === status.complete && successful,
    Message: successful ? '' : '任务已取消',
    Progress: state === status.complete ? 100 : state * 50,
  };
}
