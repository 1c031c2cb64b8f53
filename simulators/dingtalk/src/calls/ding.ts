import { MonthlyCount } from '../access/monthly-count.js';
import { SlidingWindow } from '../access/sliding-window.js';
import type { Ding, RemindType } from '../ding/ding-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { isRobotOf } from '../organisation/organisation.js';
import type { World } from '../world.js';

const base = { generation: 'api', scope: 'Premium.Ding.Write', counted: true } as const;
const receiversMax: Readonly<Record<RemindType, number>> = { 1: 200, 2: 20, 3: 20 };
const minuteMs = 60_000;

/** DING: a message that insists, within the app, by SMS or by phone. */
export function dingRoutes(world: World): readonly VendorRoute[] {
  return [send(world), recall(world), readStatus(world)];
}

function send(world: World): TokenRoute {
  const perMinute = new SlidingWindow(minuteMs);
  const bought = new MonthlyCount();
  return {
    ...base,
    name: 'ding.send',
    method: 'POST',
    path: '/v1.0/robot/ding/send',
    handle: (request) => {
      const { app, body, organisation } = request;
      const { clock, dings, journal, settings } = world;
      checkRobot(request);
      const remindType = readRemindType(body);
      const content = field.text(body, 'content');
      if (content === undefined) throw bad('content');
      const given = [...new Set(field.texts(body, 'receiverUserIdList') ?? [])];
      if (given.length === 0) throw new ApiError(400, 'miss.staffId', 'miss.staffId');
      if (given.length > receiversMax[remindType])
        throw new ApiError(400, 'ding.receivercount.limit', 'ding receiver count limit');
      if (!perMinute.admit(app.appKey, settings.dingPerMinute, clock.now()))
        throw new ApiError(400, 'toomuch.msg', 'send too fast');
      const receiverIds = given.filter((id) => organisation.users.get(id)?.active === true);
      if (receiverIds.length === 0) throw new ApiError(400, 'miss.staffId', 'miss.staffId');
      const cap = settings.dingSmsAndPhonePerMonth;
      if (remindType !== 1 && !receiverIds.every(() => bought.admit(app.corpId, cap, clock.now())))
        throw new ApiError(400, 'ding.serverquota.insufficient', 'ding server quota insufficient');
      const keys = { corpId: app.corpId, appKey: app.appKey };
      const ding = dings.create({ ...keys, remindType, content, receiverIds, at: clock.now() });
      const { openDingId } = ding;
      journal.append('ding.sent', { ...keys, openDingId, remindType, content, receiverIds });
      const unknown = given.filter((id) => !receiverIds.includes(id));
      return { openDingId, failedList: unknown.length === 0 ? {} : { 无效的用户: unknown } };
    },
  };
}

function recall(world: World): TokenRoute {
  return {
    ...base,
    name: 'ding.recall',
    method: 'POST',
    path: '/v1.0/robot/ding/recall',
    handle: (request) => {
      const ding = requireDing(world, request);
      ding.recalled = true;
      const { corpId, openDingId } = ding;
      world.journal.append('ding.recalled', { corpId, openDingId });
      return { openDingId };
    },
  };
}

function readStatus(world: World): TokenRoute {
  return {
    ...base,
    name: 'ding.readStatus',
    method: 'POST',
    path: '/v1.0/robot/ding/readStatuses/query',
    handle: (request) => {
      const { confirmedBy, receiverIds } = requireDing(world, request);
      const readUserIds = receiverIds.filter((id) => confirmedBy.has(id));
      return {
        readUserIds,
        unReadUserIds: receiverIds.filter((id) => !confirmedBy.has(id)),
        readCount: readUserIds.length,
      };
    },
  };
}

function checkRobot({ app, body }: AppRequest): void {
  if (!isRobotOf(app, field.text(body, 'robotCode') ?? ''))
    throw new ApiError(400, 'invalid.chatbotId', 'invalid.chatbotId');
}

function requireDing(world: World, request: AppRequest): Ding {
  checkRobot(request);
  const openDingId = field.text(request.body, 'openDingId') ?? '';
  const ding = world.dings.find(request.app.corpId, openDingId);
  if (ding === undefined || ding.recalled) throw bad('openDingId');
  return ding;
}

function readRemindType(body: AppRequest['body']): RemindType {
  const remindType = field.integer(body, 'remindType');
  if (remindType !== 1 && remindType !== 2 && remindType !== 3) throw bad('remindType');
  return remindType;
}

function bad(name: string): ApiError {
  return new ApiError(400, 'invalidParameter.param.invalid', `参数不合法：${name}`);
}
