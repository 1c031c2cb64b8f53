import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './statistics.js';

/** One contender and metric of a measurement. */
export interface Row {
  readonly contender: string;
  readonly metric: string;
  readonly unit: string;
  /** One figure a round, in the order of the rounds. */
  readonly rounds: readonly number[];
  readonly median: number;
  /** Median divided by that of the contender it is compared with; null when it is the measure itself. */
  readonly ratio: number | null;
  /** The goal in words; null when the row is only shown. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

export interface Goal {
  readonly says: string;
  readonly holds: (median: number, ratio: number | null) => boolean;
}

export function row(
  contender: string,
  metric: string,
  unit: string,
  rounds: readonly number[],
  compared?: { readonly with?: readonly number[]; readonly goal?: Goal },
): Row {
  const middle = median(rounds);
  const ratio = compared?.with === undefined ? null : middle / median(compared.with);
  const goal = compared?.goal;
  return {
    contender,
    metric,
    unit,
    rounds,
    median: middle,
    ratio,
    goal: goal?.says ?? null,
    met: goal === undefined ? null : goal.holds(middle, ratio),
  };
}

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const head = ['contender', 'metric', 'median', 'min–max', 'ratio', 'goal', 'met'];
  const cells = rows.map(
    ({ contender, metric, unit, rounds, median: middle, ratio, goal, met }) => [
      contender,
      metric,
      `${figure(middle)} ${unit}`,
      `${figure(Math.min(...rounds))}–${figure(Math.max(...rounds))}`,
      ratio === null ? '' : ratio.toFixed(2),
      goal ?? '',
      met === null ? '' : met ? 'yes' : 'NO',
    ],
  );
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => (line[column] ?? '').length)),
  );
  const draw = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [draw(head), draw(widths.map((width) => '-'.repeat(width))), ...cells.map(draw)].join(
    '\n',
  );
}

/** Writes the rows as JSON below `.local/bench/`; returns the path. */
export function save(root: string, name: string, rows: readonly Row[]): string {
  const folder = join(root, '.local/bench');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify({ name, node: process.version, rows }, null, 2)}\n`);
  return path;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(value < 10 ? 2 : 1);
}
