import { field } from '../http/field.js';
import { takeFor } from '../http/fault-strike.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { isReachable } from '../organisation/visible-range.js';
import { dropCodes, SilentLimits } from '../work/silent-limits.js';
import { WorkBook, type WorkTask } from '../work/work-book.js';
import type { World } from '../world.js';
import { findForbidden } from './forbidden-content.js';
import { readWorkMessage, type WorkMessage } from './work-message.js';
import { readRecipients } from './work-recipients.js';
import { workResultRoutes } from './work-results.js';

const root = '/topapi/message/corpconversation';
const statusBarUsersMax = 5;

/** Work notifications. A recipient that a limit drops is dropped silently: only `getsendresult` tells. */
export function workNotificationRoutes(world: World): readonly VendorRoute[] {
  const book = new WorkBook();
  const limits = new SilentLimits(world);
  const send = (name: string): TokenRoute => ({
    generation: 'oapi',
    scope: 'qyapi_base',
    counted: true,
    method: 'ANY',
    name: `work.${name}`,
    path: `${root}/${name}`,
    handle: (request) => ({ task_id: sendAll(world, book, limits, request) }),
  });
  return [send('asyncsend_v2'), send('asyncsend'), ...workResultRoutes(world, book)];
}

function sendAll(world: World, book: WorkBook, limits: SilentLimits, request: AppRequest): number {
  const { app, body } = request;
  checkAgent(request);
  const message = readWorkMessage(body, world.settings.workBytesMax);
  const { byDepartment, invalidDepts, toAll, userIds } = readRecipients(world, request);
  if (message.content['status_bar'] !== undefined) {
    if (toAll || byDepartment || userIds.length > statusBarUsersMax)
      throw businessError(400002, 'status_bar只支持userid_list，且不超过5人');
  }
  const task = book.open({
    app,
    at: world.clock.now(),
    msgtype: message.msgtype,
    content: { ...message.content },
    recipients: userIds.length,
  });
  task.invalidDepts.push(...invalidDepts);
  const route = { name: 'work.asyncsend_v2', path: request.path };
  const fault = takeFor(world.faults, request.path, route, ['work-drop']);
  const forAll =
    toAll && !limits.admitToAll(app) ? dropCodes.orgPerMinute : contentCode(world, message);
  for (const userId of userIds) {
    const struck =
      fault !== undefined && (field.texts(fault.params, 'userIds') ?? [userId]).includes(userId);
    const ordered = struck ? (field.text(fault.params, 'code') ?? '143105') : forAll;
    deliver(world, limits, request, task, userId, ordered);
  }
  return task.taskId;
}

function deliver(
  world: World,
  limits: SilentLimits,
  { app, organisation }: AppRequest,
  task: WorkTask,
  userId: string,
  ordered: string | undefined,
): void {
  const { chats, journal } = world;
  const { content, msgtype, taskId } = task;
  const about = { corpId: app.corpId, userId, taskId };
  if (!isReachable(organisation, app, userId)) {
    task.invalidUsers.push(userId);
    journal.append('work.invalid', about);
    return;
  }
  const code = ordered ?? limits.dropCode(app, userId, { msgtype, content });
  if (code !== undefined) {
    task.forbidden.push({ code, count: 1, userid: userId });
    journal.append('work.dropped', { ...about, code });
    return;
  }
  const chat = chats.workNotifications(organisation, app, userId);
  const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
  const added = chats.add(chat, { sender, msgtype, content });
  task.sent.set(userId, added);
  journal.append('work.sent', { ...about, msgId: added.msgId, msgtype, content: { ...content } });
}

/** The code of content that reaches nobody. */
function contentCode(world: World, { content, msgtype }: WorkMessage): string | undefined {
  if (findForbidden(world, content) !== undefined) return dropCodes.content;
  const text = content['content'];
  const blank = msgtype === 'text' && typeof text === 'string' && text.trim() === '';
  return blank ? dropCodes.empty : undefined;
}

function checkAgent({ app, body }: AppRequest): void {
  const agentId = field.integer(body, 'agent_id') ?? field.integer(body, 'agentid');
  if (agentId === undefined) throw businessError(40035, '缺少参数 agent_id');
  if (agentId !== app.agentId) throw businessError(40056, '不合法的agent_id');
}
