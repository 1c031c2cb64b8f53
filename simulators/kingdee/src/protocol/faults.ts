import type { FaultKind } from '@hub/simulator-kit';
import { BusinessError, msgCode } from '../business-error.js';

/** What this server can be told to do wrong. A fault's target is a method's name, e.g. `WorkflowAudit`. */
export const faultKinds: readonly FaultKind[] = [
  {
    kind: 'slow',
    description:
      'Waits params.ms milliseconds (default 5000) before it does the call. Combines with others.',
  },
  {
    kind: 'slow-reply',
    description:
      'Does the call, then waits params.ms milliseconds (default 5000) before it answers. Combines with others.',
  },
  {
    kind: 'refuse',
    description:
      'Closes the connection without reading the request; with target * it also refuses new connections.',
  },
  {
    kind: 'http',
    description:
      'Answers with HTTP params.status (default 500) and a text; the call is not done unless params.applied is true.',
  },
  {
    kind: 'html',
    description:
      'Answers HTTP 200 with a web page, as a proxy or a login portal does; not done unless params.applied is true.',
  },
  {
    kind: 'garbage',
    description:
      'Does the call unless params.applied is false, and answers HTTP 200 with JSON cut in the middle.',
  },
  {
    kind: 'reply-lost',
    description: 'Does the call, then destroys the connection without an answer.',
  },
  { kind: 'session-loss', description: 'Ends the caller’s session and answers MsgCode 1.' },
  { kind: 'no-permission', description: 'Answers MsgCode 2 (no permission); not done.' },
  { kind: 'bill-locked', description: 'Answers MsgCode 13 (network-control conflict); not done.' },
  { kind: 'call-limit', description: 'Answers MsgCode 14 (call limit); not done.' },
  { kind: 'licence', description: 'Answers MsgCode 7 (no licence left); not done.' },
  {
    kind: 'database-error',
    description:
      'Answers MsgCode 6 (the database chose this call as victim of a deadlock); not done.',
  },
  {
    kind: 'exception',
    description:
      'Answers HTTP params.status (500, or 200 as some servers do) with the text of an unhandled server exception; not done.',
  },
  {
    kind: 'gateway',
    description:
      'Answers HTTP 519 as the public gateway does, with params.errcode (default 4006); not done unless params.applied is true.',
  },
  {
    kind: 'page-drift',
    description:
      'Does a query, then changes the params.bills (default 1) bills of its form with the oldest FModifyDate before the next page is asked for: params.change is touch (default) or delete.',
  },
];

/** Faults that shape the answer; at most one strikes a call. */
export const answerFaults = [
  'http',
  'html',
  'garbage',
  'reply-lost',
  'session-loss',
  'no-permission',
  'bill-locked',
  'call-limit',
  'licence',
  'database-error',
  'exception',
  'gateway',
  'page-drift',
];

const refusals: Readonly<Record<string, readonly [code: number, message: string]>> = {
  'no-permission': [msgCode.noPermission, '您没有执行该操作的权限，请联系系统管理员'],
  'bill-locked': [
    msgCode.networkControl,
    '该单据正在被其他用户编辑，与当前业务操作冲突，请稍候再使用',
  ],
  'call-limit': [msgCode.callLimit, '接口调用次数超出限制，请稍后再试'],
  licence: [msgCode.licence, '产品许可数量不足，请联系系统管理员'],
  'database-error': [
    msgCode.database,
    '事务与另一个进程被死锁在锁资源上，并且已被选作死锁牺牲品。请重新运行该事务。',
  ],
};

/** The refusal that a fault stands for, if it stands for one. */
export function faultRefusal(kind: string): BusinessError | undefined {
  const refusal = refusals[kind];
  return refusal === undefined ? undefined : new BusinessError(refusal[0], refusal[1]);
}

/** What the public gateway says when it does not let a call through. */
export function gatewayReply(params: Readonly<Record<string, unknown>>): string {
  const errcode = Number(params['errcode'] ?? 4006);
  const known: Readonly<Record<number, readonly [english: string, chinese: string]>> = {
    4002: ['client id is missing', '缺少应用ID'],
    4006: ['timestamp is out of range', '时间戳超出允许范围'],
    5001: ['service is unavailable', '服务不可用'],
  };
  const [description, chinese] = known[errcode] ?? ['request was refused', '请求被拒绝'];
  return JSON.stringify({ errcode, description, description_cn: chinese });
}

export const proxyPage =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';
