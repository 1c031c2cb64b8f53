import assert from 'node:assert/strict';
import oauth2 from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import type todo from '@alicloud/dingtalk/dist/todo_1_0/client.js';
import {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type OrganisationSummary,
} from '@hub/simulator-dingtalk';
import { patienceMs } from './patience.js';

type SdkConfig = ConstructorParameters<typeof todo.default>[0];
type SdkRuntime = Parameters<todo.default['createTodoTaskWithOptions']>[3];

/** A simulated DingTalk and what the vendor's own package needs to speak to it. */
export interface SdkStage {
  readonly dingtalk: DingTalkSimulator;
  readonly organisation: OrganisationSummary;
  readonly config: SdkConfig;
  readonly runtime: SdkRuntime;
  readonly accessToken: string;
  unionIdOf(userid: string): Promise<string>;
  close(): Promise<void>;
}

export async function openSdkStage(): Promise<SdkStage> {
  const dingtalk = await startDingTalkSimulator();
  dingtalk.settings.qpsPerAppAndApi = null;
  const [organisation] = dingtalk.organisations;
  assert.ok(organisation !== undefined);
  const endpoint = dingtalk.api.replace('http://', '');
  const config = { protocol: 'http', endpoint, regionId: 'central' } as SdkConfig;
  const { appKey, appSecret } = organisation;
  const request = new oauth2.GetAccessTokenRequest({ appKey, appSecret });
  const runtime = { connectTimeout: patienceMs, readTimeout: patienceMs } as SdkRuntime;
  const api = new oauth2.default(config);
  const accessToken = (await api.getAccessTokenWithOptions(request, {}, runtime)).body?.accessToken;
  assert.match(accessToken ?? '', /^[0-9a-f]{32}$/);
  return {
    dingtalk,
    organisation,
    config,
    runtime,
    accessToken: accessToken ?? '',
    unionIdOf: async (userid) => {
      const url = `${dingtalk.oapi}/topapi/v2/user/get?access_token=${accessToken ?? ''}`;
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ userid }) });
      return ((await response.json()) as { result: { unionid: string } }).result.unionid;
    },
    close: () => dingtalk.close(),
  };
}
