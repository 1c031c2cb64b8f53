import { startRedis } from '@hub/local';
import { runChild } from '../child.js';
import type { Measurement } from '../measurement.js';
import type { Parts } from '../parts.js';
import { atMost, row, type Figures, type Row } from '../report.js';
import type { Cpu, CpuOrder } from './cpu-main.js';
import { recoveredAfterS, refusedAfter } from './recovery.js';
import { resident } from './resident.js';
import { disturbed, runToEnd, type Run } from './runs.js';
import { shares, type Setting } from './shares.js';
import { Stage } from './stage.js';

const second = { windowMs: 1_000, banMs: 0 };
const rivals = ['leased', 'fixed', 'gcra', 'bullmq'] as const;

/** Many keys at once make 20,000 calls in less than a minute; each key has its whole second. */
const settings: readonly Setting[] = [
  {
    says: '20/s, 50 keys at once',
    run: { keys: 50, limit: { calls: 20, ...second }, forMs: 7_500 },
    ...{ contenders: rivals, rounds: 3, shareMin: 0.93, bans: false },
  },
  {
    says: '40/s, 25 keys at once',
    run: { keys: 25, limit: { calls: 40, ...second }, forMs: 7_500 },
    ...{ contenders: rivals, rounds: 3, shareMin: 0.93, bans: false },
  },
  {
    // The travel of a call is not scaled, so a shorter minute costs a larger share of it than a real one.
    says: 'robot 20/min, 50 robots, minute = 30 s, ban 300 s',
    run: { keys: 50, limit: { calls: 20, windowMs: 30_000, banMs: 300_000 }, forMs: 93_000 },
    ...{ contenders: ['leased', 'fixed'], rounds: 1, shareMin: 0.99, bans: true },
  },
  {
    says: '200 organisations × 20/s',
    run: { keys: 200, limit: { calls: 20, ...second }, forMs: 9_000 },
    ...{ contenders: ['leased', 'fixed', 'gcra'], rounds: 1, shareMin: 0.9, bans: false },
  },
];

/** What a limiter makes of the limits of DingTalk. */
export const notifier: Measurement = {
  name: 'notifier',
  says: 'two processes against sliding-log limits behind 5–40 ms each way (1 % 100–300 ms): use, refusals, bans, CPU',
  run: async (parts) => {
    const redis = await startRedis({ log: parts.log });
    const stage = await Stage.open(redis);
    try {
      const rows: Row[] = [];
      for (const setting of settings) rows.push(...(await shares(stage, setting, parts.log)));
      return [
        ...rows,
        ...(await killed(stage, parts)),
        ...(await cut(stage, parts)),
        ...(await cpu(stage, parts)),
        ...(await resident(parts)),
      ];
    } finally {
      stage.close();
      await redis.stop();
    }
  },
};

const less = (metric: string, unit: string, value: number): Figures => ({
  ...{ contender: 'hub limiter', metric, unit, better: 'less', rounds: [value] },
});

/** One of the two processes dies without a word. */
async function killed(stage: Stage, { log }: Parts): Promise<readonly Row[]> {
  const keys = 20;
  const run: Run = {
    ...{ pacer: 'leased', keys, limit: { calls: 20, ...second }, forMs: 12_000 },
  };
  const { seen, atMs } = await disturbed(stage, run, 5_000, ([first]) => first?.kill());
  const wanted = { atMs, perSecond: keys * 20, share: 0.8, windowMs: 1_000 };
  log('kill -9 done');
  const says = 'kill -9 of one of two';
  return [
    row(less(`until ≥ 0.8 again, ${says}`, 's', recoveredAfterS(seen, wanted)), {
      goal: atMost(3),
    }),
    row(less(`refused, ${says}`, 'calls', seen.rejected), { goal: atMost(0) }),
  ];
}

/** The limit is halved there, and both processes are told. */
async function cut(stage: Stage, { log }: Parts): Promise<readonly Row[]> {
  const run: Run = { pacer: 'leased', keys: 20, limit: { calls: 40, ...second }, forMs: 12_000 };
  const { seen, atMs } = await disturbed(stage, run, 5_000, async (callers) => {
    await stage.change({ calls: 20, ...second });
    for (const caller of callers) caller.limit(20);
  });
  const { lastS, windows } = refusedAfter(seen, atMs, 1_000);
  const wanted = { atMs: atMs + 1_000, perSecond: 20 * 20, share: 0.8, windowMs: 1_000 };
  log('cut of the limit done');
  const says = 'limit cut from 40 to 20';
  return [
    row(less(`windows with refusals, ${says}`, 'windows', windows), { goal: atMost(1) }),
    row(less(`last refusal after, ${says}`, 's', lastS), { goal: atMost(5) }),
    row(less(`until ≥ 0.8 of the new one, ${says}`, 's', 1 + recoveredAfterS(seen, wanted)), {
      goal: atMost(5),
    }),
  ];
}

/** What the limiter itself costs: by itself, and as what two callers use more with it than without any. */
async function cpu(stage: Stage, { log }: Parts): Promise<readonly Row[]> {
  const order: CpuOrder = { redisUrl: stage.redis.url, calls: 300_000 };
  const rounds: number[] = [];
  for (let round = 0; round < 3; round += 1)
    rounds.push((await runChild<Cpu>('notifier/cpu-main.js', order)).usPerCall);

  const run = { keys: 200, limit: { calls: 20, ...second }, forMs: 8_000 };
  const perCall: number[] = [];
  for (const pacer of ['leased', 'unlimited'] as const) {
    const { called } = await runToEnd(stage, { ...run, pacer });
    const calls = called.reduce((sum, one) => sum + one.calls, 0);
    perCall.push(called.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / calls);
  }
  const [withLimiter = NaN, without = NaN] = perCall;
  log('CPU done');
  return [
    row({ ...less('CPU, tight loop, 2 limits', 'µs/call', 0), rounds }, { goal: atMost(10) }),
    row(less('CPU of a caller, 200 organisations', 'µs/call', withLimiter)),
    row({
      ...less('CPU of a caller, 200 organisations', 'µs/call', without),
      contender: 'no limiter, paced',
    }),
  ];
}
