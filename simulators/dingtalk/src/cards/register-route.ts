import { isWebAddress } from '../callbacks/post.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { TokenRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { cardError } from './card-request.js';

/** Registers the address for clicks of cards that name its key. */
export function registerRoute(world: World): TokenRoute {
  return {
    generation: 'api',
    name: 'card.registerCallback',
    path: '/v1.0/card/callbacks/register',
    method: 'POST',
    scope: 'Card.Instance.Write',
    counted: true,
    handle: ({ app, body }) => {
      const routeKey = field.text(body, 'callbackRouteKey');
      const callbackUrl = field.text(body, 'callbackUrl');
      if (routeKey === undefined || callbackUrl === undefined) throw cardError('empty');
      if (!isWebAddress(callbackUrl)) throw cardError('invalid');
      const known = world.callbacks.card(app.corpId, routeKey);
      if (known !== undefined && !field.flag(body, 'forceUpdate')) {
        if (world.settings.repeatedCallbackKey === 'refused') {
          throw new ApiError(500, 'param.callbackRouteKeyExist');
        }
        return { success: true, result: known };
      }
      const apiSecret = field.text(body, 'apiSecret') ?? '';
      const callback = { callbackUrl, apiSecret };
      world.callbacks.putCard(app.corpId, routeKey, callback);
      world.journal.append('callback.saved', { corpId: app.corpId, place: 'card', routeKey });
      return { success: true, result: callback };
    },
  };
}
