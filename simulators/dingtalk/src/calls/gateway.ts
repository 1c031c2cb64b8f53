import { isAllowedAddress } from '../access/address.js';
import { field } from '../http/field.js';
import { refusals } from '../http/refusals.js';
import { ApiError } from '../http/vendor-error.js';
import { FileAnswer } from '../http/vendor-reply.js';
import type { VendorRequest, VendorRoute } from '../http/vendor-route.js';
import type { Subscription } from '../stream/ticket-book.js';
import type { World } from '../world.js';
import { authenticate } from './oauth2.js';

/** Opens Stream connections: credentials in, endpoint and ticket out. No access token. */
export function gatewayRoutes(world: World): readonly VendorRoute[] {
  return [
    {
      open: true,
      generation: 'api',
      name: 'gateway.open',
      method: 'POST',
      path: '/v1.0/gateway/connections/open',
      handle: (request) => {
        const { body } = request;
        const app = authenticate(
          world,
          field.text(body, 'clientId'),
          field.text(body, 'clientSecret'),
        );
        if (app === undefined) {
          throw refuse(world, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
        }
        if (!app.streamMode) {
          throw refuse(world, 'streamModeDisabled', '应用未发布或未开启Stream模式');
        }
        if (!isAllowedAddress(app.ipWhitelist, request.remoteAddress)) {
          throw refusals.ipRefused('api', request.remoteAddress);
        }
        const subscriptions = readSubscriptions(request);
        const ticket = world.gateway.tickets.issue({ app, subscriptions });
        const { appKey, corpId } = app;
        world.journal.append('stream.opened', {
          corpId,
          appKey,
          ua: field.text(body, 'ua') ?? '',
          subscriptions,
        });
        const endpoint = `${world.address.replace('http', 'ws')}/connect`;
        return wantsXml(world, request) ? inXml(endpoint, ticket) : { endpoint, ticket };
      },
    },
  ];
}

function refuse(world: World, code: string, message: string): ApiError {
  return new ApiError(world.settings.openRefusalStatus, code, message);
}

/** Who does not ask for JSON may get XML; when exactly is not known. */
function wantsXml({ settings }: World, { headers }: VendorRequest): boolean {
  const accept = headers['accept'] ?? '';
  const json = accept.includes('json');
  switch (settings.gatewayXml) {
    case 'never':
      return false;
    case 'when-asked':
      return accept.includes('xml') && !json;
    case 'unless-json-asked':
      return !json;
  }
}

function inXml(endpoint: string, ticket: string): FileAnswer {
  const text =
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<result><endpoint>${endpoint}</endpoint><ticket>${ticket}</ticket></result>`;
  return new FileAnswer('application/xml;charset=utf-8', Buffer.from(text));
}

function readSubscriptions({ body }: VendorRequest): Subscription[] {
  const given = Array.isArray(body['subscriptions']) ? (body['subscriptions'] as unknown[]) : [];
  const found = given.flatMap((each) => {
    const entry = (typeof each === 'object' && each !== null ? each : {}) as Record<
      string,
      unknown
    >;
    const type = field.text(entry, 'type');
    const topic = field.text(entry, 'topic');
    return type === undefined || topic === undefined ? [] : [{ type, topic }];
  });
  if (found.length === 0 || found.length !== given.length) {
    throw new ApiError(400, 'invalidParameter.subscriptions', '订阅参数不合法');
  }
  return found;
}
