import { field } from '../http/field.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import { refusals } from '../http/refusals.js';
import type { Generation, VendorRequest, VendorRoute } from '../http/vendor-route.js';
import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';

/** The ways an application gets its access token. */
export function oauth2Routes(world: World): readonly VendorRoute[] {
  return [accessToken(world), corpAccessToken(world), corpToken(world), getToken(world)];
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
      const { token, seconds } = issue(world, app, 'api');
      return { accessToken: token, expireIn: seconds };
    },
  };
}

/** For applications of the market; here the suite is the application itself. Each call gives another token. */
function corpAccessToken(world: World): VendorRoute {
  return {
    open: true,
    generation: 'api',
    name: 'oauth2.corpAccessToken',
    method: 'POST',
    path: '/v1.0/oauth2/corpAccessToken',
    handle: ({ body }) => {
      const app = authenticate(
        world,
        field.text(body, 'suiteKey'),
        field.text(body, 'suiteSecret'),
      );
      if (app === undefined) throw new ApiError(400, 'invalidSuiteKeyOrSecret');
      if (field.text(body, 'suiteTicket') === undefined) {
        throw new ApiError(400, 'invalidSuiteTicket');
      }
      if (field.text(body, 'authCorpId') !== app.corpId) {
        throw new ApiError(400, 'invalidAuthCorpId');
      }
      checkThrottle(world, app, 'api');
      const { token, seconds } = world.tokens.issueAnother(app);
      world.journal.append('token.issued', { corpId: app.corpId, appKey: app.appKey });
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
      const { token, seconds } = issue(world, app, 'api');
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
      const { token, seconds } = issue(world, whoAsks(world, query), 'oapi');
      return { access_token: token, expires_in: seconds };
    },
  };
}

/** An application by its key, or, as in the first years, an organisation by its id and a secret. */
function whoAsks(world: World, query: VendorRequest['query']): App {
  const { appkey = '', appsecret, corpid = '', corpsecret = '' } = query;
  if (appkey !== '') {
    const app = authenticate(world, appkey, appsecret);
    if (app === undefined) throw businessError(40096, '不合法的appKey或appSecret');
    return app;
  }
  if (corpid === '') throw businessError(40035, '缺少参数 corpid or appkey');
  const apps = world.organisations.byCorpId(corpid)?.apps ?? [];
  const app = apps.find(({ appSecret }) => appSecret === corpsecret);
  if (app === undefined || world.settings.corpSecretToken === 'refused') {
    throw businessError(40089, '不合法的corpid或corpsecret');
  }
  return app;
}

/** The application of a pair of key and secret; undefined when they do not belong together. */
export function authenticate(world: World, appKey = '', appSecret = ''): App | undefined {
  const app = world.organisations.appByKey(appKey);
  return app?.appSecret === appSecret ? app : undefined;
}

function issue(world: World, app: App, generation: Generation): { token: string; seconds: number } {
  checkThrottle(world, app, generation);
  world.journal.append('token.issued', { corpId: app.corpId, appKey: app.appKey });
  return world.tokens.issue(app);
}

function checkThrottle({ tokens }: World, app: App, generation: Generation): void {
  if (!tokens.admits(app)) throw refusals.appQpm(generation);
}
