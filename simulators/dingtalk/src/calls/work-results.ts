import { field } from '../http/field.js';
import { businessError, OapiError } from '../http/vendor-error.js';
import type { AppRequest, VendorRoute } from '../http/vendor-route.js';
import type { WorkBook, WorkTask } from '../work/work-book.js';
import type { World } from '../world.js';

const base = { generation: 'oapi', scope: 'qyapi_base', counted: true, method: 'ANY' } as const;
const root = '/topapi/message/corpconversation';

/** What became of work notifications: progress, result, recall, status bar. */
export function workResultRoutes(world: World, book: WorkBook): readonly VendorRoute[] {
  const call = (name: string, handle: (request: AppRequest) => object): VendorRoute => ({
    ...base,
    name: `work.${name.replace('/', '.')}`,
    path: `${root}/${name}`,
    handle,
  });
  return [
    call('getsendprogress', (request) => {
      requireTask(world, book, request, 'task_id', world.settings.workProgressWindowMs);
      return { progress: { progress_in_percent: 100, status: 2 } };
    }),
    call('getsendresult', (request) => ({ send_result: result(world, book, request) })),
    call('recall', (request) => recall(world, book, request)),
    call('status_bar/update', (request) => updateStatusBar(world, book, request)),
  ];
}

function requireTask(
  { clock }: World,
  book: WorkBook,
  { app, body }: AppRequest,
  idName: string,
  windowMs: number,
): WorkTask {
  const agentId = field.integer(body, 'agent_id');
  if (agentId !== undefined && agentId !== app.agentId)
    throw businessError(40056, '不合法的agent_id');
  const taskId = field.integer(body, idName);
  if (taskId === undefined) throw businessError(40035, `缺少参数 ${idName}`);
  const task = book.find(app, taskId);
  if (task === undefined || clock.now() - task.at >= windowMs)
    throw businessError(41052, '任务不存在或已超过有效期');
  return task;
}

function result(world: World, book: WorkBook, request: AppRequest): object {
  const { settings } = world;
  const task = requireTask(world, book, request, 'task_id', settings.workResultWindowMs);
  if (task.recipients > settings.workResultRecipientsMax) {
    throw new OapiError({
      errcode: 15,
      sub_code: 'isp.call-timeout',
      sub_msg: '远程服务调用超时',
      errmsg: 'Remote service error[subcode=isp.call-timeout,submsg=远程服务调用超时]',
    });
  }
  const sent = [...task.sent];
  const read = (wanted: boolean): string[] =>
    sent.filter(([userId, { readBy }]) => readBy.has(userId) === wanted).map(([userId]) => userId);
  return {
    invalid_user_id_list: task.invalidUsers,
    forbidden_user_id_list: task.forbidden.map(({ userid }) => userid),
    failed_user_id_list: [],
    read_user_id_list: read(true),
    unread_user_id_list: read(false),
    invalid_dept_id_list: task.invalidDepts,
    forbidden_list: task.forbidden,
  };
}

function recall(world: World, book: WorkBook, request: AppRequest): object {
  const { corpId } = request.app;
  const task = requireTask(world, book, request, 'msg_task_id', world.settings.workRecallWindowMs);
  for (const [userId, message] of task.sent) {
    message.recalled = true;
    world.journal.append('message.recalled', { corpId, userId, msgId: message.msgId });
  }
  return {};
}

function updateStatusBar(world: World, book: WorkBook, request: AppRequest): object {
  const { app, body } = request;
  const task = requireTask(world, book, request, 'task_id', world.settings.statusBarWindowMs);
  const value = field.text(body, 'status_value');
  if (value === undefined) throw businessError(40035, '缺少参数 status_value');
  const before = field.object(task.content, 'status_bar');
  if (task.msgtype !== 'oa' || before === undefined)
    throw businessError(40008, '只有带status_bar的OA消息可以更新状态栏');
  const background = field.text(body, 'status_bg');
  task.content['status_bar'] = {
    ...before,
    status_value: value,
    ...(background === undefined ? {} : { status_bg: background }),
  };
  const { taskId } = task;
  world.journal.append('work.statusBar', { corpId: app.corpId, taskId, status_value: value });
  return {};
}
