import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually, FakeClock, testRedis, uniqueName } from '@hub/testkit';
import {
  createQuotaLedger,
  type QuotaCheckpoints,
  type QuotaCount,
  type QuotaLedger,
  type RedisLink,
} from '../index.js';
import { patientLink } from '../testing/patient-link.js';

const byOne = { calls: 1, essential: false };
const approval = { calls: 1, essential: true };
/** 2026-11-02, a Monday: nothing on the first. */
const zone = 'Asia/Shanghai';

class Kept implements QuotaCheckpoints {
  readonly counts = new Map<string, QuotaCount>();

  save(counts: readonly QuotaCount[]): Promise<void> {
    for (const count of counts)
      this.counts.set(`${count.organisation}/${count.month}/${count.kind}`, count);
    return Promise.resolve();
  }

  load(organisation: string, month: string, kind: string): Promise<QuotaCount | null> {
    return Promise.resolve(this.counts.get(`${organisation}/${month}/${kind}`) ?? null);
  }
}

describe('the quota ledger', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let link: RedisLink;
  let clock: FakeClock;
  let owner: { organisation: string; timeZone: string };

  before(async () => {
    redis = await testRedis();
    link = await patientLink(redis.url);
  });

  beforeEach(() => {
    clock = new FakeClock();
    owner = { organisation: uniqueName('ding'), timeZone: zone };
  });

  after(async () => {
    await link.close();
    await redis.stop();
  });

  const open = (checkpoints?: QuotaCheckpoints, through: RedisLink | null = link): QuotaLedger =>
    createQuotaLedger(through, {
      clock,
      processes: 3,
      ...(checkpoints === undefined ? {} : { checkpoints }),
    });
  const times = (ledger: QuotaLedger, count: number, by = byOne): void => {
    for (let call = 0; call < count; call += 1) ledger.count(owner, 'api', by);
  };
  const forget = async (): Promise<void> => {
    const keys = await link.run((commands) => commands.keys(`hub:quota:${owner.organisation}:*`));
    await link.run((commands) => commands.del(...keys));
  };

  it('sums up what two processes counted, by day, and what of it was essential', async () => {
    const [mine, theirs] = [open(), open()];
    times(mine, 3);
    times(theirs, 4, approval);
    await Promise.all([mine.flush(), theirs.flush()]);
    clock.jump(86_400_000);
    times(mine, 2);
    await mine.flush();
    assert.deepEqual(await mine.use(owner, 'api'), {
      days: [0, 7, 2],
      essential: 4,
      certain: true,
    });
  });

  it('begins anew where the month turns in the zone of the organisation', async () => {
    const ledger = open();
    clock.jump(Date.UTC(2026, 10, 30, 15, 59) - clock.now());
    times(ledger, 5);
    clock.jump(60_000); // 00:00 on the first of December in Shanghai
    times(ledger, 1);
    assert.deepEqual((await ledger.use(owner, 'api')).days, [1]);
  });

  it('counts the kinds apart', async () => {
    const ledger = open();
    ledger.count(owner, 'push', byOne);
    assert.deepEqual((await ledger.use(owner, 'api')).days, []);
    assert.deepEqual((await ledger.use(owner, 'push')).days, [0, 1]);
  });

  it('has Redis told again what it lost, by a process that lives on', async () => {
    const ledger = open();
    times(ledger, 100);
    await ledger.flush();
    await forget();
    times(ledger, 3);
    await ledger.flush();
    assert.deepEqual((await open().use(owner, 'api')).days, [0, 103]);
  });

  it('goes on from the checkpoint when Redis and all processes are new', async () => {
    const kept = new Kept();
    const before = open(kept);
    times(before, 41, approval);
    await before.close();
    await forget();
    const use = await open(kept).use(owner, 'api');
    assert.deepEqual([use.days, use.essential], [[0, 41], 41]);
  });

  it('keeps the last counts before a silence too, without being asked', async () => {
    const kept = new Kept();
    const ledger = createQuotaLedger(link, {
      ...{ clock, checkpoints: kept, flushMs: 10, checkpointMs: 1_000 },
    });
    times(ledger, 3);
    await eventually(async () => {
      assert.deepEqual((await open().use(owner, 'api')).days, [0, 3]);
    });
    await clock.advance(1_000);
    await eventually(() => {
      assert.deepEqual(
        [...kept.counts.values()].map(({ days }) => days),
        [[0, 3]],
      );
    });
    await ledger.close();
  });

  it('takes the larger count of each day from receipts, however often it is told', async () => {
    const ledger = open();
    times(ledger, 10);
    const count = { organisation: owner.organisation, month: '2026-11', kind: 'api' } as const;
    await ledger.restore({ ...count, days: [90, 4], essential: 7 });
    await ledger.restore({ ...count, days: [90, 4], essential: 7 });
    assert.deepEqual(await open().use(owner, 'api'), {
      days: [90, 10],
      essential: 7,
      certain: true,
    });
  });

  it('counts once what it tells again because the answer was lost', async () => {
    let lost = 1;
    const deaf = {
      run: async <T>(commands: Parameters<RedisLink['run']>[0]): Promise<T> => {
        const answer = (await link.run(commands)) as T;
        lost -= 1;
        return lost < 0 ? answer : link.run(() => Promise.reject(new Error('lost')));
      },
    };
    const ledger = open(undefined, deaf as unknown as RedisLink);
    times(ledger, 5);
    await ledger.flush();
    await ledger.flush();
    assert.deepEqual((await open().use(owner, 'api')).days, [0, 5]);
  });

  it('estimates while Redis is away: what it counted, as if the others counted as much', async () => {
    const away = await patientLink('redis://127.0.0.1:1', { firstWaitMs: 10 });
    const ledger = open(undefined, away);
    times(ledger, 5);
    const use = await ledger.use(owner, 'api');
    await away.close();
    assert.deepEqual(use, { days: [0, 15], essential: 0, certain: false });
  });

  it('counts by itself without Redis', async () => {
    const kept = new Kept();
    const ledger = open(kept, null);
    times(ledger, 2);
    await ledger.close();
    const next = open(kept, null);
    times(next, 1);
    const use = await next.use(owner, 'api');
    assert.deepEqual([use.days, use.certain], [[0, 3], true]);
  });
});
