import type { ChatMessage } from '../chats/chat-book.js';
import type { App } from '../organisation/organisation.js';

/** One work notification and what became of it, person by person. */
export interface WorkTask {
  readonly taskId: number;
  readonly app: App;
  readonly at: number;
  readonly msgtype: string;
  /** One object for all recipients: a change of the status bar shows everywhere. */
  readonly content: Record<string, unknown>;
  /** How many it was meant for. */
  readonly recipients: number;
  readonly invalidUsers: string[];
  readonly invalidDepts: string[];
  readonly forbidden: { code: string; count: number; userid: string }[];
  readonly sent: Map<string, ChatMessage>;
}

const tasksKeptMax = 20_000;

/** The work notifications sent. */
export class WorkBook {
  readonly #tasks = new Map<number, WorkTask>();
  #nextTaskId = 900_000_000_001;

  open(
    task: Omit<WorkTask, 'taskId' | 'invalidUsers' | 'invalidDepts' | 'forbidden' | 'sent'>,
  ): WorkTask {
    const taskId = this.#nextTaskId++;
    const opened = {
      ...task,
      taskId,
      invalidUsers: [],
      invalidDepts: [],
      forbidden: [],
      sent: new Map<string, ChatMessage>(),
    };
    this.#tasks.set(taskId, opened);
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > tasksKeptMax && oldest !== undefined) this.#tasks.delete(oldest);
    return opened;
  }

  find(app: App, taskId: number): WorkTask | undefined {
    const task = this.#tasks.get(taskId);
    return task?.app.appKey === app.appKey ? task : undefined;
  }
}
