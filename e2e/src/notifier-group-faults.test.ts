import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { GroupRig, names, statesOf } from './testing/group-rig.js';

describe('groups that cannot be told', () => {
  let groups: GroupRig;

  before(async () => {
    groups = await GroupRig.start('notifier-group-faults');
    await groups.notifier();
  });
  after(() => (groups as GroupRig | undefined)?.stop());
  const app = (): string => `apps/${groups.rig.dingtalk.organisations[0]?.appKey ?? ''}`;

  const cases: readonly {
    readonly says: string;
    readonly group: string;
    readonly spoil?: () => Promise<void> | void;
    readonly mend?: () => Promise<void> | void;
    readonly number?: string;
    readonly reason: RegExp;
  }[] = [
    {
      says: 'our robot was removed from the group',
      group: names.ours,
      spoil: () => groups.change(groups.pathOf(groups.first), { robotCodes: [] }),
      mend: () =>
        groups.change(groups.pathOf(groups.first), {
          robotCodes: [groups.rig.dingtalk.organisations[0]?.robotCode],
        }),
      reason: /^机器人不在群中.* \/ the robot is not in the group/,
    },
    {
      says: 'the group was dissolved',
      group: names.ours,
      spoil: () => groups.change(groups.pathOf(groups.first), { dissolved: true }),
      mend: () => groups.change(groups.pathOf(groups.first), { dissolved: false }),
      reason: /^群已解散 \/ .*\(group\.disbanded\)$/,
    },
    {
      says: 'our robot was stopped',
      group: names.ours,
      spoil: () => groups.change(app(), { robotStopped: true }),
      mend: () => groups.change(app(), { robotStopped: false }),
      reason: /^机器人已停用/,
    },
    {
      says: 'the id of the group is wrong',
      group: names.nowhere,
      reason: /^没有这个群：openConversationId 不对/,
    },
    {
      says: 'our robot would say a forbidden word',
      group: names.ours,
      number: '违禁测试词',
      reason: /^内容含违禁词/,
    },
    {
      says: 'a custom robot wants a keyword that is not the one we have',
      group: names.custom,
      spoil: () =>
        groups.change(groups.pathOf(groups.second), {
          security: { ...groups.security, keywords: ['另一个词'] },
        }),
      reason: /^消息不含群机器人的关键词：请在 tenant\.yaml 填写 keyword/,
    },
    {
      says: 'a custom robot has another secret',
      group: names.badSign,
      reason: /^加签不对：/,
    },
    {
      says: 'the clocks are two hours apart',
      group: names.custom,
      spoil: () => {
        groups.rig.dingtalk.clock.shift(7_200_000);
      },
      mend: () => {
        groups.rig.dingtalk.clock.shift(-7_200_000);
      },
      reason: /^加签时间与钉钉相差超过一小时/,
    },
    {
      says: 'a custom robot takes other addresses only',
      group: names.custom,
      spoil: () =>
        groups.change(groups.pathOf(groups.second), {
          security: { ...groups.security, ips: ['10.9.9.9'] },
        }),
      reason: /^服务器出口 IP 不在群机器人的 IP 段中/,
    },
    {
      says: 'a custom robot was stopped',
      group: names.custom,
      spoil: () => groups.change(groups.pathOf(groups.second), { webhookState: 'stopped' }),
      mend: () => groups.change(groups.pathOf(groups.second), { webhookState: null }),
      reason: /^群机器人已停用/,
    },
    {
      says: 'a custom robot was removed',
      group: names.custom,
      spoil: () => groups.change(groups.pathOf(groups.second), { webhookState: 'removed' }),
      mend: () => groups.change(groups.pathOf(groups.second), { webhookState: null }),
      reason: /^机器人已被移出群/,
    },
    {
      says: 'the address of a custom robot is wrong',
      group: names.badToken,
      reason: /^群机器人地址无效/,
    },
    {
      says: 'a custom robot would say a forbidden word',
      group: names.custom,
      number: '违禁测试词',
      reason: /^内容被拒绝/,
    },
  ];
  for (const [index, one] of cases.entries()) {
    it(`because ${one.says}: the reason is told, and others go on`, async () => {
      const { spoil, mend, reason } = one;
      await spoil?.();
      try {
        const number = `${one.number ?? 'FAULT'}${String(100 + index)}`;
        const other =
          one.group === names.ours || one.group === names.nowhere ? names.custom : names.ours;
        const [bad] = await groups.receiptsOf(await groups.ask([number], one.group));
        assert.equal(bad?.recipients[0]?.state, 'PARKED');
        assert.match(bad.recipients[0].reason ?? '', reason);
        const fine = `FINE${String(100 + index)}`;
        assert.deepEqual(statesOf(await groups.receiptsOf(await groups.ask([fine], other))), [
          'ACCEPTED',
        ]);
      } finally {
        await mend?.();
        await groups.change(groups.pathOf(groups.second), { security: groups.security });
      }
    });
  }

  it('because another program used up the robot: it waits unparked, is tried no more, and others go on', async () => {
    const { settings } = groups.rig.dingtalk;
    const before = groups.webhookCalls().length;
    // What was said in the tests above fills the robot's minute.
    settings.webhookWindowMs = 600_000;
    settings.webhookPerMinute = 1;
    const ids = await groups.ask(['BAN1', 'BAN2'], names.custom);
    await waitFor('DingTalk held the robot', () =>
      Promise.resolve(
        groups
          .webhookCalls()
          .some(({ code }) => String(code) === String(settings.webhookThrottleCode)),
      ),
    );
    assert.deepEqual(statesOf(await groups.receiptsOf(await groups.ask(['BAN3'], names.ours))), [
      'ACCEPTED',
    ]);
    const last = await groups.rig.lastReceipts();
    assert.deepEqual(
      ids.map((id) => last.get(id)?.recipients[0]?.state),
      [undefined, undefined],
    );
    assert.equal(groups.webhookCalls().length - before, 1);
  });

  it('no secret of theirs is in a log', async () => {
    const log = await readFile(join(groups.rig.place.logsDir, 'notifier-dingtalk.log'), 'utf8');
    for (const { webhook, secret } of [groups.first, groups.second]) {
      const token = new URL(webhook).searchParams.get('access_token') ?? assert.fail();
      assert.deepEqual([log.includes(token), log.includes(secret)], [false, false]);
    }
  });
});
