import { field } from '../http/field.js';
import { businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { isAesKey } from './callback-crypto.js';
import { saveEventCallback } from './save-event-callback.js';

const tagsMax = 100;

/** The old registration of an event address by API, and the events that could not be handed over. */
export function callBackRoutes(world: World): readonly VendorRoute[] {
  return [
    route('register', 'POST', (request) => save(world, request, false)),
    route('update', 'POST', (request) => save(world, request, true)),
    route('get', 'GET', ({ app }) => {
      const known = world.callbacks.of(app).eventCallback;
      if (known?.place !== 'api') throw unregistered();
      const { aesKey, tags, token, url } = known;
      return { call_back_tag: tags ?? [], token, aes_key: aesKey, url };
    }),
    route('delete', 'GET', ({ app }) => {
      const push = world.callbacks.of(app);
      if (push.eventCallback?.place !== 'api') throw unregistered();
      push.eventCallback = undefined;
      return {};
    }),
    {
      ...route('failed', 'GET', ({ app }) => world.failedEvents.take(app.appKey)),
      path: '/call_back/get_call_back_failed_result',
    },
  ];
}

function route(
  verb: string,
  method: 'GET' | 'POST',
  handle: (request: AppRequest) => unknown,
): TokenRoute {
  const path = `/call_back/${verb}_call_back`;
  return { generation: 'oapi', name: `callBack.${verb}`, method, path, counted: true, handle };
}

async function save(world: World, request: AppRequest, known: boolean): Promise<object> {
  const { app, body } = request;
  const registered = world.callbacks.of(app).eventCallback?.place === 'api';
  if (registered && !known) throw businessError(71006, '回调地址已经存在');
  if (!registered && known) throw unregistered();
  const tags = field.texts(body, 'call_back_tag') ?? [];
  const [token, aesKey, url] = ['token', 'aes_key', 'url'].map((name) => field.text(body, name));
  const complete = tags.length > 0 && tags.length <= tagsMax && /^\w{6,64}$/.test(token ?? '');
  if (token === undefined || aesKey === undefined || !complete || !isAesKey(aesKey)) {
    throw businessError(71010, 'POST的JSON数据不包含所需要的参数字段或包含的参数格式非法');
  }
  const reason = await saveEventCallback(world, app, {
    place: 'api',
    url: url ?? '',
    token,
    aesKey,
    receiverId: app.corpId,
    tags,
  });
  if (reason === undefined) return {};
  throw reason.kind === 'address'
    ? businessError(71011, 'POST的JSON数据中的url参数格式非法')
    : reason.kind === 'unreachable'
      ? businessError(71012, `url地址访问异常：${reason.text}`)
      : businessError(71009, `返回文本非success：${reason.text}`);
}

function unregistered(): Error {
  return businessError(71007, '回调地址不存在');
}
