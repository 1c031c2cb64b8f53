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
  {
    kind: 'exception',
    description: 'Answers HTTP 500 with the text of an unhandled server exception; not done.',
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
  'exception',
];

const refusals: Readonly<Record<string, readonly [code: number, message: string]>> = {
  'no-permission': [msgCode.noPermission, '您没有执行该操作的权限，请联系系统管理员'],
  'bill-locked': [
    msgCode.networkControl,
    '该单据正在被其他用户编辑，与当前业务操作冲突，请稍候再使用',
  ],
  'call-limit': [msgCode.callLimit, '接口调用次数超出限制，请稍后再试'],
};

/** The refusal that a fault stands for, if it stands for one. */
export function faultRefusal(kind: string): BusinessError | undefined {
  const refusal = refusals[kind];
  return refusal === undefined ? undefined : new BusinessError(refusal[0], refusal[1]);
}

export const proxyPage =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';
