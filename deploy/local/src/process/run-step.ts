import { spawn } from 'node:child_process';

import { childEnvironment } from '../config.js';
import { PartError } from '../part-error.js';
import type { Log } from '../provider.js';

const progressEveryMs = 5_000;
const tailBytes = 4_000;
const lineMax = 300;

export interface Step {
  /** What is going on, as in "fetching Kafka's jars". */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What to do when it fails. */
  readonly remedy: string;
  readonly log: Log;
}

/**
 * Runs a program that may take long, with a line of progress every few seconds, and returns what it
 * printed (the last few kilobytes). Fails with a PartError that shows the end of its output.
 */
export async function runStep(step: Step): Promise<string> {
  const startedAt = performance.now();
  const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  const progress = setInterval(() => {
    step.log(`${step.label} … ${seconds()}`);
  }, progressEveryMs);

  try {
    const { code, tail } = await run(step);
    if (code === 0) return tail;
    throw new PartError(
      `${step.label}: failed after ${seconds()} (${String(code ?? 'killed')})`,
      step.remedy,
      {
        where: `${shortened([step.command, ...step.args].join(' '))}\n${indented(tail)}`,
      },
    );
  } finally {
    clearInterval(progress);
  }
}

async function run(step: Step): Promise<{ code: number | null; tail: string }> {
  const child = spawn(step.command, step.args, {
    env: childEnvironment(step.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: step.timeoutMs,
    killSignal: 'SIGKILL',
  });
  let tail = '';
  const collect = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-tailBytes);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);

  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, tail };
}

/** A class path alone is six thousand characters long. */
function shortened(line: string): string {
  return line.length <= lineMax
    ? line
    : `${line.slice(0, lineMax / 2)} … ${line.slice(-lineMax / 2)}`;
}

/** The last lines of a program's output, set off from our own words. */
export function indented(output: string, linesMax = 15): string {
  const lines = output.trimEnd().split('\n').slice(-linesMax);
  return lines.map((line) => `    | ${line}`).join('\n');
}
