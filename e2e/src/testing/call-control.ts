import assert from 'node:assert/strict';
import type { DingTalkSimulator } from '@hub/simulator-dingtalk';

/** Calls the control interface of a simulated DingTalk and expects 200. */
export async function callControl(
  { control }: Pick<DingTalkSimulator, 'control'>,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(`control/${path}`, control), {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}
