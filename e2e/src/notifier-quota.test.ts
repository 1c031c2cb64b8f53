import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { failpoints } from '@hub/core';
import { tailTopics } from '@hub/kafka';
import { connectRedis } from '@hub/redis';
import type { Quota } from '@hub/schemas';
import {
  mortal,
  NotifierRig,
  type Message,
  type Person,
  type SeenReceipt,
} from './testing/notifier-rig.js';
import type { ServiceProcess } from './testing/service-processes.js';

/** Calls of the month that the organisation has. */
const quota = 200;
const deadlines = 10;
/** Calls that are left when nothing but approvals is sent any more. */
const left = 20;
const lateNotices = 25;
const plenty = 1_000_000;

describe('a month whose calls run short', () => {
  let rig: NotifierRig;
  let people: readonly Person[];
  const counts: Quota[] = [];
  const stops: (() => Promise<unknown>)[] = [];

  before(async () => {
    rig = await NotifierRig.start('notifier-quota');
    stops.push(() => rig.stop());
    people = (await rig.people()).slice(0, 6);
    rig.dingtalk.settings.monthlyApiCalls = quota;
    await setTenant((text) =>
      text.replace('  robotCode:', `  monthlyCalls: ${String(quota)}\n  robotCode:`),
    );
    await setTenant((text) => `${text}\nbundling: { mergeSeconds: 1 }\n`);
    const tail = await tailTopics({
      brokers: rig.kafka.brokers,
      clientId: 'notifier-quota',
      topics: ['hub.quota.v1'],
      from: 'earliest',
      onRecord: ({ value }) => counts.push(value as Quota),
    });
    stops.unshift(() => tail.close());
  });
  after(async () => {
    for (const stop of stops) await stop();
  });

  async function setTenant(change: (text: string) => string): Promise<void> {
    const file = join(rig.place.tenantsDir, 'huadong/tenant.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
  }

  async function start(
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    return await rig.notifier({
      NOTIFIER_MONTH_SHIFT_MS: String(tenInTheMorning(Date.now()) - Date.now()),
      NOTIFIER_DIGEST_EVERY_MS: '3000',
      // Killed, most of them.
      NOTIFIER_SESSION_TIMEOUT_MS: mortal.NOTIFIER_SESSION_TIMEOUT_MS,
      ...environment,
    });
  }

  const some = (at: number, count: number): readonly Person[] =>
    Array.from(
      { length: count },
      (_, index) => people[(at + index) % people.length] ?? { userId: '', name: '' },
    );
  const notice = (prefix: string, at: number): Message => ({
    ...{ number: `${prefix}${String(at)}`, channel: 'ROBOT', recipients: some(at, (at % 3) + 1) },
    priority: at % 4 === 0 ? 'LOW' : 'NORMAL',
  });
  const approval = (prefix: string, at: number): Message => ({
    ...{
      number: `${prefix}${String(at)}`,
      channel: 'CARD',
      recipients: some(at, 1),
      decides: true,
    },
    priority: 'URGENT',
  });
  const deadline = (at: number): Message => ({
    ...{
      number: `TAX${String(at)}`,
      channel: 'ROBOT',
      recipients: some(at, 2),
      form: 'TAX_FILING',
    },
  });

  /** `number user`, once for each message about the number that the user got from the robot. */
  const told = (prefix: string): readonly string[] =>
    rig.journal('robot.sent').flatMap((entry) => {
      const numbers = JSON.stringify(entry).match(new RegExp(`\\b${prefix}\\d+\\b`, 'g')) ?? [];
      return [...new Set(numbers)].map((number) => `${number} ${String(entry['userId'])}`);
    });
  const wanted = (messages: readonly Message[]): readonly string[] =>
    messages
      .flatMap(({ number, recipients }) => recipients.map(({ userId }) => `${number} ${userId}`))
      .toSorted();
  /** Calls that the month counts, as DingTalk sees them. */
  const used = (): number =>
    rig.journal('call').filter(({ path }) => /^\/v1\.0\/(robot|card)\//.test(String(path))).length;
  const refused = (): readonly unknown[] =>
    rig.journal('call').filter(({ code }) => String(code).includes('ApiCountLimit'));
  const counted = (): number => (counts.at(-1)?.days ?? []).reduce((sum, calls) => sum + calls, 0);

  async function answered(ids: readonly string[]): Promise<readonly SeenReceipt[]> {
    return await waitFor(
      'every command has a receipt',
      async () => {
        const last = await rig.lastReceipts();
        const found = ids.flatMap((id) => last.get(id) ?? []);
        return found.length === ids.length ? found : null;
      },
      60_000,
    );
  }

  const all: Message[] = [];
  const ids: string[] = [];
  let notifier: ServiceProcess;

  async function askForNotices(count: number): Promise<readonly string[]> {
    const asked = Array.from({ length: count }, (_, at) => notice('NOTE', all.length + at));
    all.push(...asked);
    const added = await rig.ask(...asked);
    ids.push(...added);
    return added;
  }

  it('brings all approvals and legal deadlines; the rest is merged and digested, and in the end it waits', async (t) => {
    notifier = await start();
    const essential = [
      ...(await rig.ask(...Array.from({ length: deadlines }, (_, at) => deadline(at)))),
    ];
    const askFor = async (count: number): Promise<void> => {
      const asked = Array.from({ length: count }, (_, at) =>
        approval('PAY', essential.length + at),
      );
      essential.push(...(await rig.ask(...asked)));
      await answered(essential);
    };
    const isTold = async (asked: readonly string[]): Promise<boolean> =>
      (await answered(asked)).every(({ recipients: [one] }) => one?.state !== 'WAITING');
    // Ten notices and an approval at a time, until notices do not come through any more.
    for (let wave = 0; ; wave += 1) {
      assert.ok(wave < 40, 'the rest of the month is never kept for approvals');
      const asked = await askForNotices(10);
      await askFor(1);
      // What is still told is told within two digests; a busy machine may take far longer for them.
      const isThrough = await waitFor('', () => isTold(asked), 20_000).catch(() => false);
      if (!isThrough) break;
    }
    // Approvals alone use up all but a few calls of the month; what is not essential comes to a standstill.
    await askFor(Math.max(0, quota - left - used()));
    const lateIds = await askForNotices(lateNotices);
    const before = used();
    await askFor(left / 2);

    const receipts = await answered(essential);
    const states = receipts.flatMap(({ recipients }) => recipients.map(({ state }) => state));
    assert.deepEqual(new Set(states), new Set(['DELIVERED', 'ACCEPTED']));
    const fates = (await answered(ids)).map(({ recipients: [one] }) =>
      one?.state === 'WAITING' ? 'waits' : one?.reason === null ? 'alone' : 'together',
    );
    const count = (fate: string): number => fates.filter((one) => one === fate).length;
    t.diagnostic(
      `${String(quota)} calls, ${String(used())} made: ${String(essential.length)} approvals and legal deadlines, all sent at once; ` +
        `${String(fates.length)} notices: ${String(count('alone'))} alone, ${String(count('together'))} together, ${String(count('waits'))} wait`,
    );
    assert.ok(count('alone') > 0 && count('together') > 0 && count('waits') >= lateNotices);
    assert.deepEqual(
      (await answered(lateIds)).map(({ recipients: [one] }) => one?.state),
      lateIds.map(() => 'WAITING'),
    );
    // Nothing but approvals was sent since.
    assert.equal(used() - before, left / 2);
    assert.deepEqual(refused(), []);
  });

  it('is remembered when Redis and all processes are lost', async () => {
    await waitFor('the count is kept', () => Promise.resolve(counted() >= used()), 60_000);
    await notifier.kill();
    const link = await connectRedis(rig.redis.url, {
      log: { info: () => undefined, warn: () => undefined },
    });
    await link.run((redis) => redis.flushall());
    await link.close();
    const before = used();
    notifier = await start();
    const asked = await askForNotices(1);
    const decided = await rig.ask(approval('PAY', quota));
    const receipts = await answered([...asked, ...decided]);
    assert.deepEqual(
      receipts.map(({ recipients: [first] }) => first?.state),
      ['WAITING', 'DELIVERED'],
    );
    assert.equal(used(), before + 1);
  });

  it('and what waited is told once there are calls again, once to each, though processes are killed', async () => {
    await notifier.kill('SIGTERM');
    rig.dingtalk.settings.monthlyApiCalls = plenty;
    await setTenant((text) => text.replace(/monthlyCalls: \d+/, `monthlyCalls: ${String(plenty)}`));
    for (const point of failpoints.filter((name) => name.startsWith('bundle.'))) {
      const { ended } = await start({ HUB_FAILPOINT: point });
      assert.equal(await ended, 'SIGKILL', point);
    }
    await start();
    await waitFor(
      'everything is told',
      () => Promise.resolve(told('NOTE').length >= wanted(all).length),
      120_000,
    );
    assert.deepEqual(told('NOTE').toSorted(), wanted(all));
    await waitFor(
      'every receipt says so',
      async () => {
        const last = await rig.lastReceipts();
        return ids.every((id) =>
          last.get(id)?.recipients.every(({ state }) => state === 'ACCEPTED'),
        );
      },
      60_000,
    );
  });
});

/** At ten in Shanghai on the next fifteenth: what is left of a month decides how sparing one has to be. */
function tenInTheMorning(now: number): number {
  const at = new Date(now);
  const here = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 15, 2);
  return here > now ? here : Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 15, 2);
}
