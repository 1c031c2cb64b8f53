/** An error answer of the v1.0 generation (`api.dingtalk.com`): the HTTP status carries the class. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requiredScopes: readonly string[] | undefined;

  constructor(status: number, code: string, message = code, requiredScopes?: readonly string[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.requiredScopes = requiredScopes;
  }
}

export interface OapiFields {
  readonly errcode: number;
  readonly errmsg: string;
  /** The real code of the gateway layer, as a string. */
  readonly sub_code?: string;
  readonly sub_msg?: string;
}

/** An error answer of the old generation (`oapi.dingtalk.com`): always HTTP 200, the fields of the body differ by layer. */
export class OapiError extends Error {
  readonly fields: OapiFields;
  /** The same on paths outside /topapi, which have no gateway layer. */
  readonly flat: OapiFields;

  constructor(fields: OapiFields, flat = fields) {
    super(fields.errmsg);
    this.fields = fields;
    this.flat = flat;
  }
}

/** The layer behind the gateway of oapi: a flat code. */
export function businessError(errcode: number, errmsg: string): OapiError {
  return new OapiError({ errcode, errmsg });
}

/**
 * The gateway layer of oapi: errcode 88 and the real code as a string in `sub_code`. Old paths outside /topapi have
 * `flatCode` in errcode itself.
 */
export function gatewayError(
  subCode: string,
  subMsg: string,
  flatCode = Number(subCode),
): OapiError {
  const errmsg = `ding talk error[subcode=${subCode},submsg=${subMsg}]`;
  return new OapiError(
    { errcode: 88, sub_code: subCode, sub_msg: subMsg, errmsg },
    { errcode: flatCode, errmsg: subMsg },
  );
}

/** What the gateway calls an API of oapi, such as `dingtalk.oapi.v2.department.listsub`. */
export function apiNameOf(path: string): string {
  return `dingtalk.oapi.${path.replace(/^\/(topapi\/)?/, '').replaceAll('/', '.')}`;
}

/** An oapi path that does not exist. */
export function unknownApi(path: string): OapiError {
  const subMsg = `不合法ApiName，ApiName = ${apiNameOf(path)}`;
  return new OapiError({
    errcode: 22,
    sub_msg: subMsg,
    errmsg: `Invalid method[submsg=${subMsg}]`,
  });
}

/** An oapi path that knows only the other method than the one it was called by. */
export function wrongMethod(known: string): OapiError {
  return known === 'GET'
    ? businessError(43001, '需要使用GET请求')
    : businessError(43002, '需要使用POST请求');
}
