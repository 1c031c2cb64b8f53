import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@hub/simulator-kit';
import { aspNetSessionId, type Session } from '../auth/sessions.js';
import { UnknownAccount } from '../auth/signed-headers.js';
import { BusinessError } from '../business-error.js';
import { admitCall } from './admit-call.js';
import { faultRefusal, gatewayReply, proxyPage } from './faults.js';
import { firewallReply } from './firewall.js';
import type { Method, OpenMethod, Server, SessionMethod } from './method.js';
import { findMethod } from './methods.js';
import { exception, plainText, refused, replied, type Outcome } from './outcome.js';
import { driftPage } from './page-drift.js';
import {
  BadRequestBody,
  bareData,
  bindArguments,
  decodeBody,
  noArguments,
  type Arguments,
} from './request-body.js';
import { contextLost } from './response-status.js';
import { findSession, sessionIds } from './session-of-request.js';

export interface Request {
  readonly fullName: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Address that the connection comes from. */
  readonly address: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly cookies: readonly string[];
}

/** Answers one call: session, arguments, method, and the fault that strikes it if one does. */
export function answerCall(server: Server, request: Request, fault: Fault | undefined): Answer {
  const outcome = spoil(strike(server, request, fault), fault);
  const name = request.fullName.split('.').at(-1) ?? '';
  server.erp.journal.append('api.call', {
    method: findMethod(request.fullName)?.name ?? name,
    acctId: outcome.session?.account.acctId ?? null,
    user: outcome.session?.user.userName ?? null,
    session: outcome.session?.id ?? null,
    ok: outcome.ok,
    status: outcome.status,
    msgCode: outcome.code,
    fault: fault?.kind ?? null,
  });
  return {
    status: outcome.status,
    contentType: outcome.isJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    body: outcome.body,
    cookies: sessionCookies(outcome.session?.id ?? shownSession(server, request.headers)),
  };
}

/** The living session that a request shows, whatever becomes of the request. */
export function shownSession(server: Server, headers: IncomingHttpHeaders): string | undefined {
  return sessionIds(headers).find((id) => server.sessions.use(id) !== undefined);
}

/**
 * The cookies that stand on every reply, also where there is no session. A living one must be named again: the
 * cookie jar of a client forgets it otherwise.
 */
export function sessionCookies(id: string = randomUUID()): readonly string[] {
  return [
    `kdservice-sessionid=${id}; path=/`,
    `ASP.NET_SessionId=${aspNetSessionId(id)}; path=/; HttpOnly`,
  ];
}

/** Does the call, or what the fault puts in its place. */
function strike(server: Server, request: Request, fault: Fault | undefined): Outcome {
  const method = methodOf(server, request);
  const { switches } = server.erp;
  const stopped = switches.firewall ? firewallReply(request.body) : undefined;
  if (stopped !== undefined) return { ...plainText(stopped), isJson: true };
  if (fault?.kind === 'exception') {
    const status = Number(fault.params['status'] ?? 500);
    return exception('Object reference not set to an instance of an object.', status);
  }
  const refusal = faultRefusal(fault?.kind ?? '');
  if (refusal !== undefined) return refused(switches, method, refusal, undefined);
  if (fault?.kind === 'session-loss') {
    for (const id of sessionIds(request.headers)) server.sessions.end(id);
    return refused(switches, method, contextLost(switches), undefined);
  }
  if (fault !== undefined && !isApplied(fault)) {
    return { ...plainText('{}'), isJson: true };
  }
  const outcome = call(server, request, method);
  if (fault?.kind === 'page-drift') driftPage(server, outcome.session, request, fault.params);
  return outcome;
}

/** Whether the call is done although its answer is spoilt. */
function isApplied(fault: Fault): boolean {
  const byDefault = !['http', 'html', 'gateway'].includes(fault.kind);
  const { applied } = fault.params;
  return typeof applied === 'boolean' ? applied : byDefault;
}

function spoil(outcome: Outcome, fault: Fault | undefined): Outcome {
  switch (fault?.kind) {
    case 'http': {
      const status = Number(fault.params['status'] ?? 500);
      return { ...outcome, status, body: 'Internal Server Error', isJson: false };
    }
    case 'gateway':
      return { ...outcome, status: 519, body: gatewayReply(fault.params), isJson: true };
    case 'html':
      return { ...outcome, status: 200, body: proxyPage, isJson: false };
    case 'garbage':
      return { ...outcome, body: `${outcome.body.slice(0, outcome.body.length / 2)}\u0000{` };
    default:
      return outcome;
  }
}

/** The method of a request, unless this version of the server lacks it. */
function methodOf(server: Server, request: Request): Method | undefined {
  const method = findMethod(request.fullName);
  const name = method?.name.toUpperCase();
  const { missingMethods } = server.erp.switches;
  return missingMethods.some((each) => each.toUpperCase() === name) ? undefined : method;
}

function call(server: Server, request: Request, method: Method | undefined): Outcome {
  if (method === undefined) return exception(`服务${request.fullName}不存在`);
  try {
    return method.kind === 'open'
      ? callOpen(server, request, method)
      : callInSession(server, request, method);
  } catch (error) {
    if (error instanceof BadRequestBody) return exception(error.message);
    if (error instanceof UnknownAccount) return plainText(error.message, 500);
    throw error;
  }
}

function callOpen(server: Server, request: Request, method: OpenMethod): Outcome {
  const bare = method.parameters.length === 0;
  const given: Arguments = bare ? noArguments : decodeBody(request.body);
  const { reply, session, ok } = method.handle({
    server,
    arguments: bindArguments(given, method.parameters),
    named: namedOf(given),
    sessionId: shownSession(server, request.headers) ?? '',
    address: request.address,
  });
  return replied(reply, session, ok);
}

function callInSession(server: Server, request: Request, method: SessionMethod): Outcome {
  const { switches } = server.erp;
  const found = findSession(server, request);
  if (found === undefined) return refused(switches, method, contextLost(switches), undefined);
  const { session, besideDead } = found;
  if (besideDead && switches.deadSessionBesideSignature === 'lost-once')
    return refused(switches, method, contextLost(switches), session);
  if (session.blocked) {
    const text = '401 Forbidden ByRspRetStatusCode -- N001: Unexpectable request.';
    return plainText(text, 200, session);
  }
  const given = decodeBody(request.body);
  const outcome = run(server, session, method, given);
  if (!isAsynchronous(given, request) || outcome.reply === undefined) return outcome;
  const begun = server.asyncCalls.begin(outcome.reply, session.id, switches.asyncRunningPolls);
  return { ...replied(begun, session), ok: outcome.ok, code: outcome.code };
}

function run(server: Server, session: Session, method: SessionMethod, given: Arguments): Outcome {
  try {
    admitCall(server, session);
    const bare = server.erp.switches.bareData ? bareData(given, method.parameters) : undefined;
    const reply = method.handle({
      server,
      session,
      arguments: bare === undefined ? bindArguments(given, method.parameters) : [bare],
      named: namedOf(given),
    });
    return replied(reply, session);
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    return refused(server.erp.switches, method, error, session);
  }
}

function namedOf(given: Arguments): ReadonlyMap<string, unknown> {
  return given.kind === 'named' ? given.values : new Map<string, unknown>();
}

/** Clients ask for the query mode in the body or in headers. */
function isAsynchronous(given: Arguments, request: Request): boolean {
  const inBody = given.kind === 'named' ? given.values.get('beginmethod') : given.beginMethod;
  const asked = inBody ?? request.headers['beginmethod'];
  return typeof asked === 'string' && asked.toLowerCase() === 'beginqueryimpl';
}
