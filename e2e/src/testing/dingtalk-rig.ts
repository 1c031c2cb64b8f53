import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { DingTalkClient } from '@hub/dingtalk';
import {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type OrganisationSummary,
} from '@hub/simulator-dingtalk';

import { callControl } from './call-control.js';
import { beForbearing, patienceMs } from './patience.js';

/** Our client at a simulated DingTalk; faults are cleared before each test. */
export interface DingTalkRig {
  dingtalk: DingTalkSimulator;
  organisation: OrganisationSummary;
  client: DingTalkClient;
  people: readonly { readonly userId: string; readonly unionId: string }[];
  /** Calls the control interface and expects 200. */
  control(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
}

/** To be called at the top of a test file; what it gives is there once the tests run. */
export function dingtalkRig(): DingTalkRig {
  const rig = { control } as DingTalkRig;
  before(async () => {
    rig.dingtalk = await startDingTalkSimulator();
    beForbearing(rig.dingtalk);
    [rig.organisation = assert.fail()] = rig.dingtalk.organisations;
    const { api, oapi } = rig.dingtalk;
    const { appKey, appSecret, robotCode } = rig.organisation;
    const requestTimeoutMs = patienceMs;
    rig.client = new DingTalkClient({
      ...{ api, oapi, appKey, appSecret, robotCode, requestTimeoutMs },
    });
    rig.people = (await rig.client.directory()).users;
  });
  after(async () => {
    await rig.client.close();
    await rig.dingtalk.close();
  });
  beforeEach(() => {
    rig.dingtalk.faults.clear();
  });

  async function control(
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    return await callControl(rig.dingtalk, method, path, body);
  }
  return rig;
}
