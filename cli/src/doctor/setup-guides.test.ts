import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { systemClock } from '@hub/core';
import { parseRules } from '@hub/rules';
import type { Tenant } from '@hub/service';
import { dingtalkSection } from './dingtalk-checks.js';
import { sourceSection } from './source-checks.js';
import { sourcesOf } from './tenant-sources.js';
import type { Section } from './report.js';

const tenant = {
  id: 'huadong',
  folder: '/nowhere',
  groups: { 采购通知群: { openConversationId: 'cid' } },
  sources: [],
  kingdee: {
    url: 'http://127.0.0.1:9/k3cloud/',
    acctId: 'a',
    userName: 'hub',
    appId: 'app',
    appSecret: 'secret',
    organisations: ['100'],
    forms: ['PUR_PurchaseOrder'],
    utcOffsetMinutes: 480,
  },
  dingtalk: {
    api: 'http://127.0.0.1:9',
    oapi: 'http://127.0.0.1:9',
    appKey: 'key',
    appSecret: 'secret',
    robotCode: 'robot',
    cardTemplateId: 'card.schema',
    agentId: '1',
  },
} as unknown as Tenant;

async function idsOf(section: Section): Promise<readonly string[]> {
  await section.close?.();
  return section.checks.map(({ id }) =>
    id
      .replace(/^kingdee\.form\..+/, 'kingdee.form.<form>')
      .replace(/^dingtalk\.group\..+/, 'dingtalk.group.<name>'),
  );
}

/** Ids of checks that a guide names. */
function named(guide: string, area: string): readonly string[] {
  const text = readFileSync(new URL(`../../../docs/${guide}`, import.meta.url), 'utf8');
  const pattern = new RegExp(`\`(${area}\\.[a-zA-Z.]+(?:<form>|<name>)?)\``, 'g');
  const settings = /\.(?:api|oapi|url)$/;
  return [...new Set([...text.matchAll(pattern)].map(([, id = '']) => id))].filter(
    (id) => !settings.test(id),
  );
}

describe('the set-up guides', () => {
  it('end each step for DingTalk with a check that doctor makes, and leave out none', async () => {
    const channels = new Set(['TO_DO', 'CALENDAR', 'DING'] as const);
    const callback = { url: 'https://hub.example.com/callback/huadong' };
    const byHttp = { ...tenant, dingtalk: { ...tenant.dingtalk, callback } };
    const asked = new Set([
      ...(await idsOf(dingtalkSection(tenant, systemClock, channels))),
      ...(await idsOf(dingtalkSection(byHttp, systemClock, channels))),
    ]);
    assert.deepEqual([...named('setup-dingtalk.md', 'dingtalk')].sort(), [...asked].sort());
  });

  it('end each step for Kingdee with a check that doctor makes, and leave out none', async () => {
    const [source = assert.fail()] = sourcesOf(tenant, [], systemClock);
    const asked = await idsOf(sourceSection(source, systemClock));
    assert.deepEqual([...named('setup-kingdee.md', 'kingdee')].sort(), [...new Set(asked)].sort());
  });

  it('show rules for channels that can be read', () => {
    const text = readFileSync(new URL('../../../docs/channels.md', import.meta.url), 'utf8');
    const examples = [...text.matchAll(/```yaml\n(rules:.*?)```/gs)].map(([, rules = '']) => rules);
    const rules = examples.map((each) =>
      parseRules([{ source: 'docs/channels.md', text: each }], () => ['采购通知群']),
    );
    assert.deepEqual(
      rules.map((some) => some.map(({ channel }) => channel)),
      [['GROUP'], ['TO_DO'], ['CALENDAR', 'CALENDAR'], ['DING']],
    );
  });
});
