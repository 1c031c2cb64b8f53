import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import im from '@alicloud/dingtalk/dist/im_1_0/client.js';
import oauth2 from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';
import todo from '@alicloud/dingtalk/dist/todo_1_0/client.js';
import { openSdkStage, type SdkStage } from './testing/dingtalk-sdk.js';

/** The vendor's own package, unchanged but for the address. */
describe("DingTalk's official package at a simulated DingTalk: tokens, messages, errors", () => {
  let stage: SdkStage;
  before(async () => {
    stage = await openSdkStage();
  });
  after(() => stage.close());

  it('gets tokens of an organisation and of the market', async () => {
    const { appKey, appSecret, corpId } = stage.organisation;
    const api = new oauth2.default(stage.config);
    const own = await api.getTokenWithOptions(
      corpId,
      new oauth2.GetTokenRequest({
        clientId: appKey,
        clientSecret: appSecret,
        grantType: 'client_credentials',
      }),
      {},
      stage.runtime,
    );
    assert.deepEqual([own.body?.accessToken, own.body?.expiresIn], [stage.accessToken, 7200]);
    const suite = {
      suiteKey: appKey,
      suiteSecret: appSecret,
      authCorpId: corpId,
      suiteTicket: 't',
    };
    const market = await api.getCorpAccessTokenWithOptions(
      new oauth2.GetCorpAccessTokenRequest(suite),
      {},
      stage.runtime,
    );
    assert.notEqual(market.body?.accessToken, stage.accessToken);
  });

  it('sends a DING and takes it back; speaks into a group and recalls that', async () => {
    const api = new robot.default(stage.config);
    const headers = { xAcsDingtalkAccessToken: stage.accessToken };
    const { groups, robotCode } = stage.organisation;
    const ding = await api.robotSendDingWithOptions(
      new robot.RobotSendDingRequest({
        robotCode,
        remindType: 1,
        receiverUserIdList: ['hd0003'],
        content: '请立即处理',
      }),
      new robot.RobotSendDingHeaders(headers),
      stage.runtime,
    );
    const openDingId = ding.body?.openDingId ?? '';
    const recalled = await api.robotRecallDingWithOptions(
      new robot.RobotRecallDingRequest({ robotCode, openDingId }),
      new robot.RobotRecallDingHeaders(headers),
      stage.runtime,
    );
    assert.equal(recalled.body?.openDingId, openDingId);
    const openConversationId = groups[0]?.openConversationId ?? '';
    const sent = await api.orgGroupSendWithOptions(
      new robot.OrgGroupSendRequest({
        robotCode,
        openConversationId,
        msgKey: 'sampleText',
        msgParam: '{"content":"大家好"}',
      }),
      new robot.OrgGroupSendHeaders(headers),
      stage.runtime,
    );
    const processQueryKey = sent.body?.processQueryKey ?? '';
    const undone = await api.orgGroupRecallWithOptions(
      new robot.OrgGroupRecallRequest({
        robotCode,
        openConversationId,
        processQueryKeys: [processQueryKey],
      }),
      new robot.OrgGroupRecallHeaders(headers),
      stage.runtime,
    );
    assert.deepEqual(undone.body?.successResult, [processQueryKey]);
  });

  it('reads what a group is called and who is in it', async () => {
    const api = new im.default(stage.config);
    const headers = { xAcsDingtalkAccessToken: stage.accessToken };
    const openConversationId = stage.organisation.groups[0]?.openConversationId ?? '';
    const info = await api.getSceneGroupInfoWithOptions(
      new im.GetSceneGroupInfoRequest({ openConversationId }),
      new im.GetSceneGroupInfoHeaders(headers),
      stage.runtime,
    );
    assert.equal(info.body?.title, stage.organisation.groups[0]?.title);
    const members = await api.batchQueryGroupMemberWithOptions(
      new im.BatchQueryGroupMemberRequest({ openConversationId, maxResults: 100 }),
      new im.BatchQueryGroupMemberHeaders(headers),
      stage.runtime,
    );
    assert.deepEqual(
      members.body?.memberUserIds,
      stage.organisation.users.map(({ userId }) => userId),
    );
  });

  it('meets the errors of throttling, permission and business with their codes', async () => {
    const api = new todo.default(stage.config);
    const headers = new todo.GetTodoTaskHeaders({ xAcsDingtalkAccessToken: stage.accessToken });
    const unionId = await stage.unionIdOf('hd0003');
    const call = async (): Promise<unknown> =>
      api.getTodoTaskWithOptions(unionId, 'none', headers, stage.runtime);
    const meets = async (code: string): Promise<void> => {
      await assert.rejects(call(), (error: { code?: string }) => {
        assert.equal(error.code, code);
        return true;
      });
    };
    await meets('todo.taskQuery.paramError');
    const faults = [
      ['qps', 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
      ['quota', 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
      ['permission', 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
      ['token-expired', 'InvalidAuthentication'],
    ] as const;
    for (const [kind, code] of faults) {
      stage.dingtalk.faults.add({ kind, target: 'todo.get' });
      await meets(code);
    }
  });
});
