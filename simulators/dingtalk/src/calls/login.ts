import { createHash, randomBytes } from 'node:crypto';
import { field } from '../http/field.js';
import { refusals } from '../http/refusals.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import type { VendorRoute } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import { rootDeptId, type App, type User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { authenticate } from './oauth2.js';

/** Who looks at a page inside DingTalk, and what such a page is allowed to do. */
export function loginRoutes(world: World): readonly VendorRoute[] {
  return [
    ...userInfo(world),
    authScopes(),
    userToken(world),
    me(world),
    contactUser(),
    ...jsapiTickets(),
    innerApps(),
  ];
}

/** Who opened a page inside DingTalk, under the address of today and the first one. */
function userInfo(world: World): readonly VendorRoute[] {
  const base = { generation: 'oapi', counted: false, scope: 'qyapi_get_member' } as const;
  const visitor = (app: App, code: string | undefined): User => {
    const user = world.logins.takeCode(app, code ?? '');
    if (user === undefined) throw businessError(40078, '不存在的临时授权码');
    return user;
  };
  const levelOf = ({ admin }: User): number => (admin ? 1 : 0);
  return [
    {
      ...base,
      name: 'user.getuserinfo',
      method: 'ANY',
      path: '/topapi/v2/user/getuserinfo',
      handle: ({ app, body }) => {
        const user = visitor(app, field.text(body, 'code'));
        const { admin: sys, name, unionId: unionid, userId: userid } = user;
        return { result: { userid, unionid, name, sys, sys_level: levelOf(user), device_id: '' } };
      },
    },
    {
      ...base,
      name: 'old.user.getuserinfo',
      method: 'GET',
      path: '/user/getuserinfo',
      handle: ({ app, query }) => {
        const user = visitor(app, query['code']);
        const { admin, name, userId: userid } = user;
        return { userid, name, is_sys: admin, sys_level: levelOf(user), deviceId: '' };
      },
    },
  ];
}

/** What an application may see of the directory: whom it is visible to, and which fields. */
function authScopes(): VendorRoute {
  return {
    generation: 'oapi',
    counted: false,
    name: 'auth.scopes',
    method: 'GET',
    path: '/auth/scopes',
    handle: ({ app: { scopes, visibleTo = { deptIds: [rootDeptId], userIds: [] } } }) => ({
      auth_user_field: [
        ...['userid', 'name', 'avatar', 'position', 'department'],
        ...(scopes.includes('fieldMobile') ? ['mobile'] : []),
        ...(scopes.includes('fieldEmail') ? ['email'] : []),
      ],
      auth_org_scopes: { authed_dept: visibleTo.deptIds, authed_user: visibleTo.userIds },
    }),
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

/** Any person, by the token of a person or of the application. */
function contactUser(): VendorRoute {
  return {
    generation: 'api',
    counted: false,
    personal: true,
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
