import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@hub/cli';
import { NotifierRig, type SeenReceipt } from './notifier-rig.js';
import type { ServiceProcess } from './service-processes.js';

/** DingTalk counts what a group's robot says by the minute; here a minute is so long, on both sides. */
export const minuteMs = 2_000;
export const perMinute = 20;

/** Names in tenant.yaml. The first is there for the demo, too; the custom robot is named twice. */
export const names = {
  ours: '华东采购通知群',
  custom: '管理层',
  badSign: '加签写错的群',
  badToken: '地址写错的群',
  nowhere: '不存在的群',
} as const;

interface Group {
  readonly openConversationId: string;
  readonly webhook: string;
  readonly secret: string;
}

/** A notifier's rig whose tenant huadong has groups: of our robot, of a custom robot, and some that are wrong. */
export class GroupRig {
  /** What the custom robot asks for. */
  readonly security = { sign: true, keywords: ['金蝶'], ips: [] };

  private constructor(
    readonly rig: NotifierRig,
    /** With our robot. */
    readonly first: Group,
    /** With the custom robot. */
    readonly second: Group,
  ) {}

  static async start(name: string): Promise<GroupRig> {
    const rig = await NotifierRig.start(name);
    try {
      rig.dingtalk.settings.webhookWindowMs = minuteMs;
      const [first = assert.fail(), second = assert.fail()] =
        rig.dingtalk.organisations[0]?.groups ?? [];
      const groups = new GroupRig(rig, first, second);
      await groups.#configure();
      await groups.change(groups.pathOf(second), { security: groups.security });
      return groups;
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  notifier(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.rig.notifier({ NOTIFIER_ROBOT_WINDOW_MS: String(minuteMs), ...environment });
  }

  /** Asks for a message about each bill; returns the ids of the commands. */
  ask(numbers: readonly string[], group: string): Promise<readonly string[]> {
    const recipients = [{ userId: group, name: group }];
    return this.rig.ask(
      ...numbers.map((number) => ({ number, channel: 'GROUP', recipients }) as const),
    );
  }

  /** The last receipt of each command, once each has one for which `isIt` holds. */
  receiptsOf(
    ids: readonly string[],
    isIt: (receipt: SeenReceipt) => boolean = () => true,
  ): Promise<readonly SeenReceipt[]> {
    return waitFor(
      'every message has its receipt',
      async () => {
        const last = await this.rig.lastReceipts();
        const found = ids.flatMap((id) => last.get(id) ?? []).filter(isIt);
        return found.length === ids.length ? found : null;
      },
      120_000,
    );
  }

  /** Numbers of bills in the order in which a group was told of them. */
  told(kind: 'group.sent' | 'webhook.sent', prefix: string): readonly string[] {
    return this.rig
      .journal(kind)
      .flatMap((entry) => new RegExp(`${prefix}\\d+`).exec(JSON.stringify(entry))?.[0] ?? []);
  }

  /** Calls of custom robots as DingTalk saw them: when, and with which code it refused them. */
  webhookCalls(): readonly { readonly at: number; readonly code: unknown }[] {
    return this.rig.dingtalk.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind === 'call' && data['path'] === '/robot/send')
      .map(({ at, data }) => ({ at, code: data['code'] }));
  }

  /** Changes the organisation as its administrator would. */
  async change(path: string, body: object): Promise<void> {
    const { control, organisations } = this.rig.dingtalk;
    const corpId = organisations[0]?.corpId ?? '';
    const address = new URL(`control/organisations/${corpId}/${path}`, control);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.text());
  }

  pathOf({ openConversationId }: Group): string {
    return `groups/${encodeURIComponent(openConversationId)}`;
  }

  stop(): Promise<void> {
    return this.rig.stop();
  }

  async #configure(): Promise<void> {
    const { secretsDir, tenantsDir } = this.rig.place;
    const secrets = {
      ...{ address: this.second.webhook, sign: this.second.secret, 'bad-sign': 'SECwrong' },
      'bad-address': 'https://oapi.dingtalk.com/robot/send?access_token=none',
    };
    for (const [name, text] of Object.entries(secrets))
      await writeFile(join(secretsDir, name), text);
    const groups = [
      `  ${names.nowhere}: { openConversationId: cidnowhere }`,
      `  ${names.custom}: { webhook: { token: { file: address }, sign: { file: sign }, keyword: 金蝶 } }`,
      `  ${names.badSign}: { webhook: { token: { file: address }, sign: { file: bad-sign } } }`,
      `  ${names.badToken}: { webhook: { token: { file: bad-address } } }`,
    ];
    const tenant = join(tenantsDir, 'huadong/tenant.yaml');
    const text = await readFile(tenant, 'utf8');
    await writeFile(tenant, text.replace('\ngroups:\n', ['', 'groups:', ...groups, ''].join('\n')));
  }
}

/** What became of each, each state once. */
export function statesOf(receipts: readonly SeenReceipt[]): readonly string[] {
  return [...new Set(receipts.map(({ recipients }) => String(recipients[0]?.state)))];
}
