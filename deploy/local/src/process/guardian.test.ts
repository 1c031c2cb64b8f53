import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { OwnerReport } from '../testing/owner.js';
import { eventually } from '../testing/scratch.js';
import { isAlive } from './orphans.js';

const owner = fileURLToPath(new URL('../testing/owner.js', import.meta.url));

/** Lets an owner of parts come to its end and returns what it had started, and how it ended. */
async function endOf(
  parts: string,
  end: string,
  signal?: NodeJS.Signals,
): Promise<{ report: OwnerReport; code: number | null; by: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [owner, parts, end], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  if (signal !== undefined) child.kill(signal);
  const [code, by] = await exited;
  return { report: JSON.parse(line.toString()) as OwnerReport, code, by };
}

async function nothingIsLeft({ pids, directories }: OwnerReport): Promise<void> {
  await eventually('every process is gone', () => !pids.some(isAlive));
  await eventually('every directory is gone', () => !directories.some((path) => existsSync(path)));
}

describe('the guardian', () => {
  it('leaves nothing of a broker and a Redis whose owner was killed with SIGKILL', async () => {
    const { report, by } = await endOf('kafka', 'wait', 'SIGKILL');
    assert.equal(by, 'SIGKILL');
    assert.equal(report.pids.length, 2);
    assert.equal(report.directories.length, 2);
    await nothingIsLeft(report);
  });

  const ends = [
    { name: 'was stopped by Ctrl-C', end: 'wait', signal: 'SIGINT', code: null },
    { name: 'died of a fault nobody caught', end: 'throw', signal: undefined, code: 1 },
    {
      name: 'called process.exit without stopping its parts',
      end: 'exit',
      signal: undefined,
      code: 3,
    },
    { name: 'just came to the end of its program', end: 'return', signal: undefined, code: 0 },
  ] as const;
  for (const { name, end, signal, code } of ends) {
    it(`leaves nothing when the owner ${name}`, async () => {
      const ended = await endOf('redis', end, signal);
      assert.equal(ended.code, code);
      assert.equal(ended.report.pids.length, 1);
      await nothingIsLeft(ended.report);
    });
  }
});
