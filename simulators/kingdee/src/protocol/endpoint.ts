import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@hub/simulator-kit';
import { aspNetSessionId, type Session } from '../auth/sessions.js';
import { sessionOfHeaders, UnknownAccount } from '../auth/signed-headers.js';
import { BusinessError, msgCode } from '../business-error.js';
import { faultRefusal, proxyPage } from './faults.js';
import type { Json } from './json.js';
import type { Method, Server, SessionMethod } from './method.js';
import { findMethod } from './methods.js';
import { BadRequestBody, bindArguments, decodeBody } from './request-body.js';
import { contextLost, errorReply } from './response-status.js';

export interface Request {
  readonly fullName: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly cookies: readonly string[];
}

/** What became of a call, for the answer and for the journal. */
interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly isJson: boolean;
  readonly ok: boolean;
  readonly code: number;
  readonly session: Session | undefined;
}

/** Answers one call: session, arguments, method, and the fault that strikes it if one does. */
export function answerCall(server: Server, request: Request, fault: Fault | undefined): Answer {
  const outcome = spoil(strike(server, request, fault), fault);
  const { session } = outcome;
  const sessionId = session?.id ?? randomUUID();
  const name = request.fullName.split('.').at(-1) ?? '';
  server.erp.journal.append('api.call', {
    method: findMethod(request.fullName)?.name ?? name,
    acctId: session?.account.acctId ?? null,
    user: session?.user.userName ?? null,
    ok: outcome.ok,
    status: outcome.status,
    msgCode: outcome.code,
    fault: fault?.kind ?? null,
  });
  return {
    status: outcome.status,
    contentType: outcome.isJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    body: outcome.body,
    cookies: [
      `kdservice-sessionid=${sessionId}; path=/`,
      `ASP.NET_SessionId=${aspNetSessionId(sessionId)}; path=/; HttpOnly`,
    ],
  };
}

/** Does the call, or what the fault puts in its place. */
function strike(server: Server, request: Request, fault: Fault | undefined): Outcome {
  const method = findMethod(request.fullName);
  if (fault?.kind === 'exception')
    return exception('Object reference not set to an instance of an object.');
  const refusal = faultRefusal(fault?.kind ?? '');
  if (refusal !== undefined) return refuse(server, method, refusal, undefined);
  if (fault?.kind === 'session-loss') {
    for (const id of sessionIds(request.headers)) server.sessions.end(id);
    return refuse(server, method, contextLost(), undefined);
  }
  if (fault !== undefined && !isApplied(fault)) {
    return { status: 200, body: '{}', isJson: true, ok: false, code: 0, session: undefined };
  }
  return call(server, request, method);
}

/** Whether the call is done although its answer is spoilt. */
function isApplied(fault: Fault): boolean {
  const byDefault = fault.kind !== 'http' && fault.kind !== 'html';
  const { applied } = fault.params;
  return typeof applied === 'boolean' ? applied : byDefault;
}

function spoil(outcome: Outcome, fault: Fault | undefined): Outcome {
  switch (fault?.kind) {
    case 'http':
      return {
        ...outcome,
        status: Number(fault.params['status'] ?? 500),
        body: 'Internal Server Error',
        isJson: false,
      };
    case 'html':
      return { ...outcome, status: 200, body: proxyPage, isJson: false };
    case 'garbage':
      return { ...outcome, body: `${outcome.body.slice(0, outcome.body.length / 2)}\u0000{` };
    default:
      return outcome;
  }
}

function call(server: Server, request: Request, method: Method | undefined): Outcome {
  if (method === undefined) return exception(`服务${request.fullName}不存在`);
  try {
    return method.kind === 'open'
      ? callOpen(server, request, method)
      : callInSession(server, request, method);
  } catch (error) {
    if (error instanceof BadRequestBody) return exception(error.message);
    if (error instanceof UnknownAccount) {
      return { ...exception(error.message), body: error.message };
    }
    throw error;
  }
}

function callOpen(
  server: Server,
  request: Request,
  method: Extract<Method, { kind: 'open' }>,
): Outcome {
  const bare = method.parameters.length === 0;
  const values = bare ? [] : bindArguments(decodeBody(request.body), method.parameters);
  const sessionId = sessionIds(request.headers).at(0) ?? '';
  const { reply, session, ok } = method.handle({ server, arguments: values, sessionId });
  return { status: 200, body: JSON.stringify(reply), isJson: true, ok, code: 0, session };
}

function callInSession(server: Server, request: Request, method: SessionMethod): Outcome {
  const session = findSession(server, request.headers);
  if (session === undefined) return refuse(server, method, contextLost(), undefined);
  try {
    if (server.erp.switches.forbidAdministrator && session.user.userName === 'Administrator') {
      throw new BusinessError(msgCode.administratorForbidden, '不允许管理员用户调用WebAPI');
    }
    const values = bindArguments(decodeBody(request.body), method.parameters);
    const reply = method.handle({ server, session, arguments: values });
    const { ok, code } = judge(reply);
    return { status: 200, body: JSON.stringify(reply), isJson: true, ok, code, session };
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    return refuse(server, method, error, session);
  }
}

/** Whether a reply that came back without an exception tells of success. */
function judge(reply: Json): { ok: boolean; code: number } {
  type Status = { IsSuccess?: boolean; MsgCode?: number } | undefined;
  const result = reply as { Result?: { ResponseStatus?: Status } } | null;
  const status = result?.Result?.ResponseStatus;
  return { ok: status?.IsSuccess ?? true, code: status?.MsgCode ?? 0 };
}

function refuse(
  server: Server,
  method: Method | undefined,
  error: BusinessError,
  session: Session | undefined,
): Outcome {
  const plain = errorReply(error);
  const shape = method?.kind === 'session' ? method.errors : 'object';
  const nested = shape === 'rows' || server.erp.switches.billQueryError === 'nested';
  const reply = shape === 'object' ? plain : nested ? [[plain]] : [plain];
  const body = JSON.stringify(reply);
  return { status: 200, body, isJson: true, ok: false, code: error.code, session };
}

/** The text of an exception that the server did not catch. */
function exception(message: string): Outcome {
  const text = JSON.stringify({
    Message: message,
    InnerExWrapper: { Message: message },
    InnerException: null,
  });
  return {
    status: 500,
    body: `response_error:${text}`,
    isJson: false,
    ok: false,
    code: msgCode.exception,
    session: undefined,
  };
}

/** A living session wins over signed headers; these open a new one where there is none. */
function findSession(server: Server, headers: IncomingHttpHeaders): Session | undefined {
  for (const id of sessionIds(headers)) {
    const session = server.sessions.use(id);
    if (session !== undefined) return session;
  }
  return sessionOfHeaders(headers, server.accounts, server.sessions);
}

/** Session ids as clients send them: in a header of the cookie's name, in `SID`, in the cookie. */
function sessionIds(headers: IncomingHttpHeaders): readonly string[] {
  const cookies = [...(headers.cookie ?? '').matchAll(/kdservice-sessionid=([^;\s]+)/gi)];
  const given = [
    headers['kdservice-sessionid'],
    headers['sid'],
    ...cookies.map((match) => match[1]),
  ];
  return given.filter((id): id is string => typeof id === 'string' && id !== '');
}
