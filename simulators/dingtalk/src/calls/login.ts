import { createHash, randomBytes } from 'node:crypto';
import { field } from '../http/field.js';
import { refusals } from '../http/refusals.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import type { VendorRoute } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import type { App, User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { authenticate } from './oauth2.js';

/** Who looks at a page inside DingTalk, and what such a page is allowed to do. */
export function loginRoutes(world: World): readonly VendorRoute[] {
  return [
    userInfo(world),
    userToken(world),
    me(world),
    contactUser(),
    ...jsapiTickets(),
    innerApps(),
  ];
}

function userInfo(world: World): VendorRoute {
  return {
    generation: 'oapi',
    counted: false,
    scope: 'qyapi_get_member',
    name: 'user.getuserinfo',
    method: 'ANY',
    path: '/topapi/v2/user/getuserinfo',
    handle: ({ app, body }) => {
      const user = world.logins.takeCode(app, field.text(body, 'code') ?? '');
      if (user === undefined) throw businessError(40078, '不存在的临时授权码');
      const { admin, name, unionId, userId } = user;
      const level = admin ? 1 : 0;
      return {
        result: {
          userid: userId,
          unionid: unionId,
          name,
          sys: admin,
          sys_level: level,
          device_id: '',
        },
      };
    },
  };
}

function userToken(world: World): VendorRoute {
  return {
    open: true,
    generation: 'api',
    name: 'oauth2.userAccessToken',
    method: 'POST',
    path: '/v1.0/oauth2/userAccessToken',
    handle: ({ body }) => {
      const app = authenticate(
        world,
        field.text(body, 'clientId'),
        field.text(body, 'clientSecret'),
      );
      if (app === undefined)
        throw new ApiError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
      const user = world.logins.takeCode(app, field.text(body, 'code') ?? '');
      if (user === undefined)
        throw new ApiError(400, 'invalid.authCode.notFound', '不存在的临时授权码');
      const accessToken = world.logins.newToken(app, user);
      const refreshToken = randomBytes(16).toString('hex');
      return { accessToken, refreshToken, expireIn: 7200, corpId: app.corpId };
    },
  };
}

/** With the token of a person, not that of an application. */
function me(world: World): VendorRoute {
  return {
    open: true,
    generation: 'api',
    name: 'contact.me',
    method: 'GET',
    path: '/v1.0/contact/users/me',
    handle: ({ headers }) => {
      const token = headers['x-acs-dingtalk-access-token'];
      if (token === undefined) throw refusals.tokenMissing('api');
      const user = world.logins.userOf(token);
      if (user === undefined) throw refusals.tokenInvalid('api');
      return describe(undefined, user);
    },
  };
}

function contactUser(): VendorRoute {
  return {
    generation: 'api',
    counted: false,
    scope: 'Contact.User.Read',
    name: 'contact.user',
    method: 'GET',
    path: '/v1.0/contact/users/{unionId}',
    handle: ({ app, organisation, params }) => {
      const user = findUser(organisation, params['unionId'] ?? '', 2);
      if (user === undefined) throw new ApiError(404, 'user.notExist', '用户不存在');
      return describe(app, user);
    },
  };
}

function jsapiTickets(): readonly VendorRoute[] {
  const ticketOf = ({ appKey }: App): string =>
    createHash('sha256').update(`jsapi/${appKey}`).digest('hex');
  return [
    {
      generation: 'api',
      counted: false,
      name: 'oauth2.jsapiTickets',
      method: 'POST',
      path: '/v1.0/oauth2/jsapiTickets',
      handle: ({ app }) => ({ jsapiTicket: ticketOf(app), expireIn: 7200 }),
    },
    {
      generation: 'oapi',
      counted: false,
      name: 'get_jsapi_ticket',
      method: 'ANY',
      path: '/get_jsapi_ticket',
      handle: ({ app }) => ({ ticket: ticketOf(app), expires_in: 7200 }),
    },
  ];
}

/** Some clients ask for the applications of the organisation before they connect. */
function innerApps(): VendorRoute {
  return {
    generation: 'api',
    counted: false,
    name: 'microApp.allInnerApps',
    method: 'GET',
    path: '/v1.0/microApp/allInnerApps',
    handle: ({ organisation }) => ({
      appList: organisation.apps.map(({ agentId, name }) => ({
        agentId,
        appId: agentId,
        name,
        desc: name,
        icon: '',
        homepageLink: '',
        pcHomepageLink: '',
        ompLink: '',
        appStatus: 1,
        developType: 0,
      })),
    }),
  };
}

function describe(app: App | undefined, user: User): object {
  const may = (scope: string): boolean => app === undefined || app.scopes.includes(scope);
  const openId = createHash('sha256')
    .update(`open/${user.unionId}`)
    .digest('base64url')
    .slice(0, 24);
  return {
    nick: user.name,
    unionId: user.unionId,
    openId,
    ...(may('fieldMobile') ? { mobile: user.mobile, stateCode: '86' } : {}),
    ...(may('fieldEmail') && user.email !== undefined ? { email: user.email } : {}),
  };
}
