import { field } from '../http/field.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import type { VendorRoute } from '../http/vendor-route.js';
import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';

/** The three ways an internal application gets its access token. */
export function oauth2Routes(world: World): readonly VendorRoute[] {
  return [accessToken(world), corpToken(world), getToken(world)];
}

function accessToken(world: World): VendorRoute {
  return {
    open: true,
    generation: 'api',
    name: 'oauth2.accessToken',
    method: 'POST',
    path: '/v1.0/oauth2/accessToken',
    handle: ({ body }) => {
      const app = authenticate(world, field.text(body, 'appKey'), field.text(body, 'appSecret'));
      if (app === undefined) {
        throw new ApiError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
      }
      const { token, seconds } = issue(world, app);
      return { accessToken: token, expireIn: seconds };
    },
  };
}

function corpToken(world: World): VendorRoute {
  return {
    open: true,
    generation: 'api',
    name: 'oauth2.corpToken',
    method: 'POST',
    path: '/v1.0/oauth2/{corpId}/token',
    handle: ({ body, params }) => {
      const corpId = params['corpId'] ?? '';
      if (world.organisations.byCorpId(corpId) === undefined) {
        throw new ApiError(500, 'unknownError', '未知错误');
      }
      if (field.text(body, 'grant_type') !== 'client_credentials') {
        throw new ApiError(400, 'unsupported.grant.type');
      }
      const app = authenticate(
        world,
        field.text(body, 'client_id'),
        field.text(body, 'client_secret'),
      );
      if (app === undefined) throw new ApiError(400, 'invalid.client');
      if (app.corpId !== corpId) throw new ApiError(401, 'unauthorized.client');
      const { token, seconds } = issue(world, app);
      return { access_token: token, expires_in: seconds };
    },
  };
}

function getToken(world: World): VendorRoute {
  return {
    open: true,
    generation: 'oapi',
    name: 'gettoken',
    method: 'GET',
    path: '/gettoken',
    handle: ({ query }) => {
      const { appkey, appsecret } = query;
      if (appkey === undefined || appkey === '') {
        throw businessError(40035, '缺少参数 corpid or appkey');
      }
      const app = authenticate(world, appkey, appsecret);
      if (app === undefined) throw businessError(40096, '不合法的appKey或appSecret');
      const { token, seconds } = issue(world, app);
      return { access_token: token, expires_in: seconds };
    },
  };
}

/** The application of a pair of key and secret; undefined when they do not belong together. */
export function authenticate(world: World, appKey = '', appSecret = ''): App | undefined {
  const app = world.organisations.appByKey(appKey);
  return app?.appSecret === appSecret ? app : undefined;
}

function issue(world: World, app: App): { token: string; seconds: number } {
  world.journal.append('token.issued', { corpId: app.corpId, appKey: app.appKey });
  return world.tokens.issue(app);
}
