import { createHash } from 'node:crypto';
import { SlidingWindow } from '../access/sliding-window.js';
import { field } from '../http/field.js';
import { takeFor } from '../http/fault-strike.js';
import { businessError, OapiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { ChatMessage } from '../chats/chat-book.js';
import type { App } from '../organisation/organisation.js';
import { ancestorsOf } from '../organisation/departments.js';
import type { World } from '../world.js';
import { readWorkMessage, type WorkMessage } from './work-message.js';

const base = { generation: 'oapi', scope: 'qyapi_base', counted: true, method: 'ANY' } as const;
const root = '/topapi/message/corpconversation';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const chinaOffsetMs = 8 * 60 * minuteMs;
const perMinute = 5000;
const perPersonAndDay = 500;
const resultRecipientsMax = 100;

interface Task {
  readonly app: App;
  readonly at: number;
  readonly recipients: number;
  readonly invalid: string[];
  readonly forbidden: { code: string; count: number; userid: string }[];
  readonly sent: Map<string, ChatMessage>;
}

/** Work notifications. A recipient that a limit drops is dropped silently: only `getsendresult` tells. */
export function workNotificationRoutes(world: World): readonly VendorRoute[] {
  const desk = new WorkDesk(world);
  return [
    send(desk),
    {
      ...base,
      name: 'work.getsendresult',
      path: `${root}/getsendresult`,
      handle: (request) => ({ send_result: desk.result(request) }),
    },
    {
      ...base,
      name: 'work.getsendprogress',
      path: `${root}/getsendprogress`,
      handle: (request) => {
        desk.task(request, 'task_id');
        return { progress: { progress_in_percent: 100, status: 2 } };
      },
    },
    {
      ...base,
      name: 'work.recall',
      path: `${root}/recall`,
      handle: (request) => {
        for (const message of desk.task(request, 'msg_task_id').sent.values())
          message.recalled = true;
        return {};
      },
    },
  ];
}

function send(desk: WorkDesk): TokenRoute {
  return {
    ...base,
    name: 'work.asyncsend_v2',
    path: `${root}/asyncsend_v2`,
    handle: (request) => ({ task_id: desk.send(request) }),
  };
}

/** The tasks of the last day and the counters behind the silent limits. */
class WorkDesk {
  readonly #world: World;
  readonly #tasks = new Map<number, Task>();
  readonly #perMinute = new SlidingWindow(minuteMs);
  readonly #perDay = new Map<string, number>();
  #nextTaskId = 900_000_000_001;

  constructor(world: World) {
    this.#world = world;
  }

  send(request: AppRequest): number {
    const { app, body } = request;
    checkAgent(request);
    const message = readWorkMessage(body);
    const recipients = recipientsOf(request);
    const taskId = this.#nextTaskId++;
    const task: Task = {
      app,
      at: this.#world.clock.now(),
      recipients: recipients.length,
      invalid: [],
      forbidden: [],
      sent: new Map(),
    };
    this.#tasks.set(taskId, task);
    const route = { name: 'work.asyncsend_v2', path: request.path };
    const fault = takeFor(this.#world.faults, request.path, route, ['work-drop']);
    for (const userId of recipients) {
      const struck =
        fault !== undefined && (field.texts(fault.params, 'userIds') ?? [userId]).includes(userId);
      const drop = struck
        ? (field.text(fault.params, 'code') ?? '143105')
        : this.#dropCode(request, userId, message);
      this.#sendOne(request, { task, taskId, userId, message, drop });
    }
    return taskId;
  }

  task({ app, body }: AppRequest, idName: string): Task {
    const taskId = field.integer(body, idName);
    if (taskId === undefined) throw businessError(40035, `缺少参数 ${idName}`);
    const task = this.#tasks.get(taskId);
    const known = task?.app.appKey === app.appKey && task.at > this.#world.clock.now() - dayMs;
    if (task === undefined || !known) throw businessError(41052, '任务不存在或已超过24小时');
    return task;
  }

  result(request: AppRequest): object {
    const task = this.task(request, 'task_id');
    if (task.recipients > resultRecipientsMax) {
      throw new OapiError({
        errcode: 15,
        sub_code: 'isp.call-timeout',
        errmsg: '远程服务调用超时',
      });
    }
    const sent = [...task.sent];
    const read = (wanted: boolean): string[] =>
      sent
        .filter(([userId, { readBy }]) => readBy.has(userId) === wanted)
        .map(([userId]) => userId);
    return {
      invalid_user_id_list: task.invalid,
      forbidden_user_id_list: task.forbidden.map(({ userid }) => userid),
      failed_user_id_list: [],
      read_user_id_list: read(true),
      unread_user_id_list: read(false),
      invalid_dept_id_list: [],
      forbidden_list: task.forbidden,
    };
  }

  #sendOne(
    { app, organisation }: AppRequest,
    {
      task,
      taskId,
      userId,
      message,
      drop,
    }: {
      task: Task;
      taskId: number;
      userId: string;
      message: WorkMessage;
      drop: string | undefined;
    },
  ): void {
    const { chats, journal } = this.#world;
    const about = { corpId: app.corpId, userId, taskId };
    if (drop === 'invalid') {
      task.invalid.push(userId);
      journal.append('work.invalid', about);
      return;
    }
    if (drop !== undefined) {
      task.forbidden.push({ code: drop, count: 1, userid: userId });
      journal.append('work.dropped', { ...about, code: drop });
      return;
    }
    const chat = chats.workNotifications(organisation, app, userId);
    const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
    const added = chats.add(chat, { sender, ...message });
    task.sent.set(userId, added);
    journal.append('work.sent', { ...about, msgId: added.msgId, ...message });
  }

  /** Why a limit drops this recipient, counting the message when none does. */
  #dropCode(
    { app, organisation }: AppRequest,
    userId: string,
    message: WorkMessage,
  ): string | undefined {
    if (organisation.users.get(userId)?.active !== true) return 'invalid';
    const now = this.#world.clock.now();
    const day = Math.floor((now + chinaOffsetMs) / dayMs);
    const content = createHash('sha256').update(JSON.stringify(message)).digest('hex');
    const sameContent = `${app.appKey} ${String(day)} ${userId} ${content}`;
    if (this.#perDay.has(sameContent)) return '143106';
    const daily = `${app.appKey} ${String(day)} ${userId}`;
    const count = this.#perDay.get(daily) ?? 0;
    if (count >= perPersonAndDay) return '143105';
    if (!this.#perMinute.admit(app.appKey, perMinute, now)) return '143103';
    this.#perDay.set(sameContent, 1).set(daily, count + 1);
    return undefined;
  }
}

function checkAgent({ app, body }: AppRequest): void {
  const agentId = field.integer(body, 'agent_id');
  if (agentId === undefined) throw businessError(40035, '缺少参数 agent_id');
  if (agentId !== app.agentId) throw businessError(40056, '不合法的agent_id');
}

function recipientsOf({ body, organisation }: AppRequest): string[] {
  const people = [...organisation.users.values()];
  if (field.flag(body, 'to_all_user')) return people.map(({ userId }) => userId);
  const userIds = field.texts(body, 'userid_list') ?? [];
  const deptIds = (field.texts(body, 'dept_id_list') ?? []).map(Number);
  if (userIds.length > 100 || deptIds.length > 20)
    throw businessError(400002, '接收人数量超过上限');
  if (userIds.length + deptIds.length === 0)
    throw businessError(40035, '缺少参数 userid_list or dept_id_list');
  const within = (deptId: number): boolean =>
    ancestorsOf(organisation, deptId).some((each) => deptIds.includes(each));
  const members = deptIds.length === 0 ? [] : people.filter((user) => user.deptIds.some(within));
  return [...new Set([...userIds, ...members.map(({ userId }) => userId)])];
}
