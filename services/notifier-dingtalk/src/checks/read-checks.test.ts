import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Receipt } from '@hub/schemas';
import { aCommand, aRecipient } from '@hub/testkit';
import { deliverCommand } from '../deliver-command.js';
import { ReadChecks } from './read-checks.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';
import { allTenants } from '../testing/fake-waiting.js';

const minuteMs = 60_000;
const quota = { organisation: 'ding1', monthlyCalls: 100_000 };
const quiet = { warn: () => undefined };

interface Asked {
  readonly parts: FakeParts;
  readonly checks: ReadChecks;
  /** References that DingTalk was asked about. */
  readonly asked: string[];
}

/** Fifty messages to two people each, sent just now. */
async function sent(over: Parameters<typeof fakeParts>[0] = { tenant: { quota } }): Promise<Asked> {
  const parts = fakeParts(over);
  parts.clock.jump(Date.parse('2026-11-18T08:00:00Z') - parts.clock.now());
  const asked: string[] = [];
  const robot = Object.assign(Object.create(parts.robot) as typeof parts.robot, {
    readers: (tenant: string, reference: string) => {
      asked.push(reference);
      return parts.dingtalk.readers(tenant, reference);
    },
  });
  for (let at = 0; at < 50; at += 1) {
    const command = aCommand({
      ...{
        channel: 'ROBOT',
        template: 'notice',
        priority: 'NORMAL',
        eventId: `event-${String(at)}`,
      },
      recipients: ['a', 'b'].map((userId) => aRecipient({ userId, node: null })),
    });
    await parts.log.take(await deliverCommand(parts)(command));
    await parts.clock.advance(60);
  }
  const checks = new ReadChecks({ ...parts, robot, share: allTenants }, quiet);
  return { parts, checks, asked };
}

const statesTold = ({ told }: FakeParts): readonly string[] =>
  told.flatMap(({ topic, value }) =>
    topic === 'hub.receipt.v1'
      ? [(value as Receipt).recipients.map(({ userId, state }) => `${userId} ${state}`).join()]
      : [],
  );

describe('who has read a message', () => {
  it('is asked of a part of the messages, ever later, and told once for each person', async () => {
    const { parts, checks, asked } = await sent();
    await checks.round();
    assert.deepEqual(asked, []);
    parts.dingtalk.read.add('a');
    await parts.clock.advance(11 * minuteMs);
    await checks.round();
    await checks.round();
    const first = asked.length;
    assert.ok(first >= 3 && first <= 20, `${String(first)} of 50`);
    assert.deepEqual(new Set(statesTold(parts)), new Set(['a READ,b ACCEPTED']));
    assert.equal(statesTold(parts).length, first);

    await parts.clock.advance(60 * minuteMs);
    await checks.round();
    assert.equal(asked.length, first);
    parts.dingtalk.read.add('b');
    await parts.clock.advance(60 * minuteMs);
    await checks.round();
    assert.deepEqual(
      [asked.length, statesTold(parts).slice(first)],
      [2 * first, Array.from({ length: first }, () => 'a READ,b READ')],
    );
    // Nobody is left to ask about.
    await parts.clock.advance(18 * 60 * minuteMs);
    await checks.round();
    assert.equal(asked.length, 2 * first);
  });

  it('is not asked where calls are short, not known, or another process asks', async () => {
    const short = await sent();
    const unknown = await sent({ tenant: { quota: null } });
    for (const one of [short, unknown]) {
      one.parts.dingtalk.read.add('a');
      await one.parts.clock.advance(11 * minuteMs);
    }
    const budget = { treatment: () => Promise.resolve('MERGE' as const), count: () => undefined };
    await new ReadChecks({ ...short.parts, budget, share: allTenants }, quiet).round();
    const elsewhere = { holds: () => false };
    await new ReadChecks({ ...short.parts, share: elsewhere }, quiet).round();
    await unknown.checks.round();
    assert.deepEqual([statesTold(short.parts), statesTold(unknown.parts)], [[], []]);
  });
});
