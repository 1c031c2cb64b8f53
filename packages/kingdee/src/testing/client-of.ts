import assert from 'node:assert/strict';
import { HubError } from '@hub/core';
import { K3CloudClient } from '../k3cloud-client.js';
import type { K3CloudOptions } from '../web-api.js';
import type { Script, ScriptedErp } from './scripted-erp.js';

/** Every secret in it can be searched for in what the client says. */
export const account = {
  acctId: '5f0000000000aa',
  userName: 'demo',
  appId: '100001_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX',
  appSecret: 'canary-secret-0123456789abcdef',
};

export const decision = {
  form: 'PUR_PurchaseOrder',
  number: 'CGDD000186',
  documentId: '100186',
  erpUserId: '135880',
  action: 'APPROVE',
  opinion: '同意 #d1',
} as const;

/** Longer than a busy machine stands still. */
const requestTimeoutMs = 60_000;

/** A client of the scripted server; close it yourself. */
export function clientOf(erp: ScriptedErp, options: Partial<K3CloudOptions> = {}): K3CloudClient {
  return new K3CloudClient({ url: erp.url, ...account, requestTimeoutMs, ...options });
}

/** Answers each method by its own script and everything else as usual. */
export function byMethod(scripts: Readonly<Record<string, Script>>): Script {
  return (call, response) => scripts[call.method]?.(call, response);
}

export async function faultOf(attempt: Promise<unknown>): Promise<HubError> {
  const error: unknown = await attempt.then(
    () => assert.fail('expected a fault'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof HubError, `no HubError but ${String(error)}`);
  return error;
}

/** `KINGDEE_BUSY (r)` for a retryable fault. */
export function printedCode(error: HubError): string {
  return error.retryable ? `${error.code} (r)` : error.code;
}
