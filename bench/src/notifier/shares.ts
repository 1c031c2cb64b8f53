import { atMost, reaches, row, type Figures, type Goal, type Row } from '../report.js';
import { rotated } from '../statistics.js';
import type { PacerName } from './caller-main.js';
import { runToEnd, type Run, type RunResult } from './runs.js';
import type { Stage } from './stage.js';

/** One setting in which contenders use a limit. */
export interface Setting {
  /** With its scale, if it is scaled. */
  readonly says: string;
  readonly run: Omit<Run, 'pacer'>;
  readonly contenders: readonly PacerName[];
  /** Of ours; the others are shown, and run once. */
  readonly rounds: number;
  readonly shareMin: number;
  /** Whether a ban is what follows a call too many. */
  readonly bans: boolean;
}

const names: Readonly<Record<PacerName, string>> = {
  leased: 'hub limiter',
  fixed: 'naive fixed window',
  gcra: 'GCRA (Lua)',
  bullmq: 'BullMQ limiter',
  unlimited: 'no limiter',
};

/** How much of a limit each contender uses and how often it is refused, the same calls of all of them. */
export async function shares(
  stage: Stage,
  setting: Setting,
  log: (line: string) => void,
): Promise<readonly Row[]> {
  const results = new Map<PacerName, RunResult[]>();
  for (let round = 0; round < setting.rounds; round += 1) {
    for (const pacer of rotated(setting.contenders, round)) {
      if (pacer !== 'leased' && round > 0) continue;
      const result = await runToEnd(stage, { ...setting.run, pacer });
      results.set(pacer, [...(results.get(pacer) ?? []), result]);
    }
  }
  log(`${setting.says} done`);
  return [...results].flatMap(([pacer, all]) => rowsOf(setting, pacer, all));
}

function rowsOf(
  { says, shareMin, bans }: Setting,
  pacer: PacerName,
  results: readonly RunResult[],
): readonly Row[] {
  const seen = results.map((result) => result.seen);
  const ours = pacer === 'leased';
  const figures = (metric: string, unit: string, rounds: readonly number[]): Figures => ({
    ...{ contender: names[pacer], metric: `${metric}, ${says}`, unit, rounds },
    better: metric === 'share' ? 'more' : 'less',
  });
  const shown = (of: Figures, goal: Goal): Row => row(of, ours ? { goal } : {});
  const sum = (of: readonly number[]): readonly number[] => [of.reduce((all, one) => all + one, 0)];
  const arrived = sum(seen.map(({ accepted, rejected }) => accepted + rejected))[0] ?? 0;
  const refused = `refused of ${arrived.toLocaleString('en-US')}`;
  return [
    shown(
      figures(
        'share',
        'of limit',
        seen.map(({ share }) => share),
      ),
      reaches(shareMin),
    ),
    // All rounds together, because the goal speaks of all calls.
    shown(figures(refused, 'calls', sum(seen.map(({ rejected }) => rejected))), atMost(0)),
    ...(bans
      ? [shown(figures('bans', 'bans', sum(seen.map((each) => each.bans))), atMost(0))]
      : []),
  ];
}
