import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { NotifierRig, type NotifierProcess, type SeenReceipt } from './testing/notifier-rig.js';

/** DingTalk counts what a group's robot says by the minute; here a minute is so long, on both sides. */
const minuteMs = 2_000;
const burst = 200;
const perMinute = 20;

/** Names in tenant.yaml. The first is there for the demo, too; the custom robot is named twice. */
const ours = '华东采购通知群';
const custom = '管理层';
const badSign = '加签写错的群';
const badToken = '地址写错的群';
const nowhere = '不存在的群';
/** What the custom robot asks for. */
const open = { sign: true, keywords: ['金蝶'], ips: [] };

interface Group {
  readonly openConversationId: string;
  readonly webhook: string;
  readonly secret: string;
}

describe('groups', () => {
  let rig: NotifierRig;
  let first: Group;
  let second: Group;
  let corpId: string;
  let processes: readonly NotifierProcess[] = [];

  before(async () => {
    rig = await NotifierRig.start('notifier-group');
    rig.dingtalk.settings.webhookWindowMs = minuteMs;
    const [organisation = assert.fail()] = rig.dingtalk.organisations;
    corpId = organisation.corpId;
    [first = assert.fail(), second = assert.fail()] = organisation.groups;
    const { secretsDir, tenantsDir } = rig.place;
    const secrets = {
      ...{ address: second.webhook, sign: second.secret },
      ...{ 'bad-address': 'https://oapi.dingtalk.com/robot/send?access_token=none' },
      'bad-sign': 'SECwrong',
    };
    for (const [name, text] of Object.entries(secrets))
      await writeFile(join(secretsDir, name), text);
    const groups = [
      `  ${nowhere}: { openConversationId: cidnowhere }`,
      `  ${custom}: { webhook: { token: { file: address }, sign: { file: sign }, keyword: 金蝶 } }`,
      `  ${badSign}: { webhook: { token: { file: address }, sign: { file: bad-sign } } }`,
      `  ${badToken}: { webhook: { token: { file: bad-address } } }`,
    ];
    const tenant = join(tenantsDir, 'huadong/tenant.yaml');
    const text = await readFile(tenant, 'utf8');
    await writeFile(tenant, text.replace('\ngroups:\n', ['', 'groups:', ...groups, ''].join('\n')));
    await change(group(second), { security: open });
  });
  after(() => rig.stop());

  const change = async (path: string, body: object): Promise<void> => {
    const address = new URL(`control/organisations/${corpId}/${path}`, rig.dingtalk.control);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.text());
  };
  const group = ({ openConversationId }: Group): string =>
    `groups/${encodeURIComponent(openConversationId)}`;
  const app = (): string => `apps/${rig.dingtalk.organisations[0]?.appKey ?? ''}`;

  const start = (): ReturnType<NotifierRig['notifier']> =>
    rig.notifier({ NOTIFIER_ROBOT_WINDOW_MS: String(minuteMs) });

  const ask = (numbers: readonly string[], group: string): Promise<readonly string[]> => {
    const recipients = [{ userId: group, name: group }];
    return rig.ask(...numbers.map((number) => ({ number, channel: 'GROUP', recipients }) as const));
  };

  const receiptsOf = (ids: readonly string[]): Promise<readonly SeenReceipt[]> =>
    waitFor(
      'every message has its receipt',
      async () => {
        const last = await rig.lastReceipts();
        const found = ids.flatMap((id) => last.get(id) ?? []);
        return found.length === ids.length ? found : null;
      },
      120_000,
    );
  const statesOf = (receipts: readonly SeenReceipt[]): readonly string[] => [
    ...new Set(receipts.map(({ recipients }) => String(recipients[0]?.state))),
  ];

  /** Numbers of bills in the order in which a group was told of them. */
  const told = (kind: 'group.sent' | 'webhook.sent', prefix: string): readonly string[] =>
    rig
      .journal(kind)
      .flatMap((entry) => new RegExp(`${prefix}\\d+`).exec(JSON.stringify(entry))?.[0] ?? []);

  const webhookCalls = (): readonly { readonly at: number; readonly code: unknown }[] =>
    rig.dingtalk.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind === 'call' && data['path'] === '/robot/send')
      .map(({ at, data }) => ({ at, code: data['code'] }));

  it('a burst of 200 to one group robot arrives completely, in order, without a ban', async (t) => {
    processes = await Promise.all([start(), start()]);
    for (const { ready } of processes) await waitFor('both processes take part', ready);
    const numbers = numbered('BURST', burst);
    const receipts = await receiptsOf(await ask(numbers, custom));
    const calls = webhookCalls();
    assert.deepEqual(
      [calls.length, calls.filter(({ code }) => code !== undefined)],
      [burst, []],
      'nothing was refused, so nothing was banned',
    );
    assert.deepEqual(told('webhook.sent', 'BURST'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);
    // What is lost at the turn of a window does not depend on how long the window is.
    const times = calls.map(({ at }) => at);
    const windowMs = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (burst / perMinute - 1);
    const lostMs = windowMs - minuteMs;
    const rate = (perMinute * 60_000) / (60_000 + lostMs);
    t.diagnostic(
      `${lostMs.toFixed(0)} ms lost a window: ${rate.toFixed(2)} of ${String(perMinute)} in a minute of 60 s`,
    );
    assert.ok(rate >= 19 && rate <= perMinute, String(rate));
  });

  it('in the room of our own robot too, with a button that only opens the bill', async () => {
    const numbers = numbered('ROOM', 30);
    const receipts = await receiptsOf(await ask(numbers, ours));
    assert.deepEqual(told('group.sent', 'ROOM'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);
    const [sent] = rig.journal('group.sent');
    assert.equal(sent?.['openConversationId'], first.openConversationId);
  });

  describe('that cannot be told', () => {
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
        group: ours,
        spoil: () => change(group(first), { robotCodes: [] }),
        mend: () =>
          change(group(first), { robotCodes: [rig.dingtalk.organisations[0]?.robotCode] }),
        reason: /^机器人不在群中.* \/ the robot is not in the group/,
      },
      {
        says: 'the group was dissolved',
        group: ours,
        spoil: () => change(group(first), { dissolved: true }),
        mend: () => change(group(first), { dissolved: false }),
        reason: /^群已解散 \/ .*\(group\.disbanded\)$/,
      },
      {
        says: 'our robot was stopped',
        group: ours,
        spoil: () => change(app(), { robotStopped: true }),
        mend: () => change(app(), { robotStopped: false }),
        reason: /^机器人已停用/,
      },
      {
        says: 'the id of the group is wrong',
        group: nowhere,
        reason: /^没有这个群：openConversationId 不对/,
      },
      {
        says: 'our robot would say a forbidden word',
        group: ours,
        number: '违禁测试词',
        reason: /^内容含违禁词/,
      },
      {
        says: 'a custom robot wants a keyword that is not the one we have',
        group: custom,
        spoil: () => change(group(second), { security: { ...open, keywords: ['另一个词'] } }),
        reason: /^消息不含群机器人的关键词：请在 tenant\.yaml 填写 keyword/,
      },
      {
        says: 'a custom robot has another secret',
        group: badSign,
        reason: /^加签不对：/,
      },
      {
        says: 'the clocks are two hours apart',
        group: custom,
        spoil: () => {
          rig.dingtalk.clock.shift(7_200_000);
        },
        mend: () => {
          rig.dingtalk.clock.shift(-7_200_000);
        },
        reason: /^加签时间与钉钉相差超过一小时/,
      },
      {
        says: 'a custom robot takes other addresses only',
        group: custom,
        spoil: () => change(group(second), { security: { ...open, ips: ['10.9.9.9'] } }),
        reason: /^服务器出口 IP 不在群机器人的 IP 段中/,
      },
      {
        says: 'a custom robot was stopped',
        group: custom,
        spoil: () => change(group(second), { webhookState: 'stopped' }),
        mend: () => change(group(second), { webhookState: null }),
        reason: /^群机器人已停用/,
      },
      {
        says: 'a custom robot was removed',
        group: custom,
        spoil: () => change(group(second), { webhookState: 'removed' }),
        mend: () => change(group(second), { webhookState: null }),
        reason: /^机器人已被移出群/,
      },
      {
        says: 'the address of a custom robot is wrong',
        group: badToken,
        reason: /^群机器人地址无效/,
      },
      {
        says: 'a custom robot would say a forbidden word',
        group: custom,
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
          const other = one.group === ours || one.group === nowhere ? custom : ours;
          const [bad] = await receiptsOf(await ask([number], one.group));
          assert.equal(bad?.recipients[0]?.state, 'PARKED');
          assert.match(bad.recipients[0].reason ?? '', reason);
          const fine = `FINE${String(100 + index)}`;
          assert.deepEqual(statesOf(await receiptsOf(await ask([fine], other))), ['ACCEPTED']);
        } finally {
          await mend?.();
          await change(group(second), { security: open });
        }
      });
    }

    it('no secret of theirs is in a log', async () => {
      const log = await readFile(join(rig.place.logsDir, 'notifier.log'), 'utf8');
      for (const { webhook, secret } of [first, second]) {
        const token = new URL(webhook).searchParams.get('access_token') ?? assert.fail();
        assert.deepEqual([log.includes(token), log.includes(secret)], [false, false]);
      }
    });
  });

  it('a burst that is cut off by kill -9 goes on in order; only our own robot may repeat one', async () => {
    await Promise.all(processes.map((one) => one.kill('SIGTERM')));
    const killed = await start();
    const numbers = numbered('KILL', 60);
    const ids = [...(await ask(numbers, custom)), ...(await ask(numbers, ours))];
    await waitFor('a minute and a half went by', () =>
      Promise.resolve(told('webhook.sent', 'KILL').length >= perMinute * 1.5),
    );
    await killed.kill();
    const some = told('webhook.sent', 'KILL').length;
    assert.ok(some < numbers.length, String(some));
    await start();
    const receipts = await receiptsOf(ids);
    assert.deepEqual(told('webhook.sent', 'KILL'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);

    const heard = told('group.sent', 'KILL');
    const doubled = heard.filter((number, index) => heard[index - 1] === number);
    assert.deepEqual([...new Set(heard)], numbers);
    assert.equal(heard.length, numbers.length + doubled.length);
    assert.ok(doubled.length <= 1, doubled.join());
    for (const { number, recipients } of receipts.slice(numbers.length))
      if (doubled.includes(number))
        assert.match(recipients[0]?.reason ?? '', /may have arrived twice/);
  });
});

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(1_000 + index)}`);
}
