import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, spread } from './statistics.js';

/** What was measured of one contender, one figure a round. */
export interface Figures {
  readonly contender: string;
  readonly metric: string;
  readonly unit: string;
  /** Whether a larger figure is the better one (events/s) or a smaller (µs, MiB). */
  readonly better: 'more' | 'less';
  readonly rounds: readonly number[];
}

/** One contender and metric of a measurement. */
export interface Row extends Figures {
  readonly median: number;
  /** Largest less smallest round, as a part of the median. */
  readonly spread: number;
  /** Whom it is compared with; null when with nobody. */
  readonly against: string | null;
  /** How many times as good as that one, by medians: above 1 is better, whatever the metric. */
  readonly ratio: number | null;
  /** The goal in words; null when the row is only shown. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

export interface Goal {
  readonly says: string;
  readonly holds: (of: { readonly median: number; readonly ratio: number | null }) => boolean;
}

/** At least so many times as good as whom it is compared with. */
export function atLeast(times: number): Goal {
  return { says: `≥ ${String(times)}x`, holds: ({ ratio }) => ratio !== null && ratio >= times };
}

/** A median below a limit, in the unit of the row. */
export function below(limit: number): Goal {
  return { says: `< ${String(limit)}`, holds: ({ median: middle }) => middle < limit };
}

/** A median at a limit or below it, in the unit of the row. */
export function atMost(limit: number): Goal {
  return { says: `≤ ${String(limit)}`, holds: ({ median: middle }) => middle <= limit };
}

/** A median at a limit or above it, in the unit of the row. */
export function reaches(limit: number): Goal {
  const says = `≥ ${limit.toLocaleString('en-US')}`;
  return { says, holds: ({ median: middle }) => middle >= limit };
}

/** Makes a row of figures, alone or beside those of a rival. */
export function row(
  figures: Figures,
  { against, goal }: { readonly against?: Figures; readonly goal?: Goal } = {},
): Row {
  const middle = median(figures.rounds);
  const ratio =
    against === undefined ? null : ratioOf(figures.better, middle, median(against.rounds));
  return {
    ...figures,
    median: middle,
    spread: spread(figures.rounds),
    against: against?.contender ?? null,
    ratio,
    goal: goal?.says ?? null,
    met: goal === undefined ? null : goal.holds({ median: middle, ratio }),
  };
}

function ratioOf(better: 'more' | 'less', ours: number, theirs: number): number {
  return better === 'more' ? ours / theirs : theirs / ours;
}

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const head = ['contender', 'metric', 'median', 'min – max', 'ratio', 'goal', 'met'];
  const cells = rows.map((each) => [
    each.contender,
    each.metric,
    `${figure(each.median)} ${each.unit}`,
    `${figure(Math.min(...each.rounds))} – ${figure(Math.max(...each.rounds))}`,
    each.ratio === null ? '' : `${each.ratio.toFixed(2)}x ${each.against ?? ''}`,
    each.goal ?? '',
    each.met === null ? '' : each.met ? 'yes' : 'NO',
  ]);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => (line[column] ?? '').length)),
  );
  const draw = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return [draw(head), draw(rule), ...cells.map(draw)].join('\n');
}

/** Says how much the rounds differ: what is smaller than that is no difference. */
export function noise(rows: readonly Row[]): string {
  const [worst] = rows.toSorted((a, b) => b.spread - a.spread);
  if (worst === undefined) return 'no rounds';
  const typical = median(rows.map((each) => each.spread));
  return (
    `noise: the rounds of a row lie ${percent(typical)} apart typically, ` +
    `${percent(worst.spread)} at worst (${worst.contender}, ${worst.metric})`
  );
}

/** Under which conditions the rows were measured. */
export type Conditions = Readonly<Record<string, string | number>>;

/** Writes the rows as JSON below a folder; returns the path. */
export function save(
  folder: string,
  name: string,
  conditions: Conditions,
  rows: readonly Row[],
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify({ name, conditions, rows }, null, 2)}\n`);
  return path;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  if (value > 0 && value < 0.1) return value.toFixed(4);
  return value.toFixed(value < 10 ? 2 : 1);
}
