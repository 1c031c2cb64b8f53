import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { aFolder, eventually } from '../testing/scratch.js';
import { isAlive, processesIn } from './orphans.js';
import { createRunDirectory } from './run-directory.js';

const parent = aFolder();

function leftBehind(name: string, owner?: { pid: number; host: string }): string {
  const path = join(parent, name);
  mkdirSync(path);
  if (owner !== undefined) writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
  return path;
}

function aDeadPid(): number {
  return spawnSync('true').pid;
}

describe('createRunDirectory', () => {
  after(() => {
    rmSync(parent, { recursive: true });
  });

  it('clears away what a dead owner left, with the processes that still work in it', async () => {
    const stale = leftBehind('run-stale', { pid: aDeadPid(), host: hostname() });
    const orphan = spawn('sleep', ['600'], { cwd: stale, detached: true, stdio: 'ignore' });
    await eventually('the orphan works there', async () => (await processesIn(stale)).length === 1);

    const run = await createRunDirectory(parent);
    assert.equal(existsSync(stale), false);
    assert.equal(isAlive(orphan.pid ?? 0), false);
    await run.remove();
  });

  it('keeps what belongs to a living owner, to another host, or to one not yet signed', async () => {
    const kept = [
      leftBehind('run-living', { pid: process.pid, host: hostname() }),
      leftBehind('run-elsewhere', { pid: aDeadPid(), host: 'another-host' }),
      leftBehind('run-unsigned'),
    ];
    const run = await createRunDirectory(parent);
    assert.deepEqual(
      kept.filter((path) => existsSync(path)),
      kept,
    );
    await run.remove();
  });

  it('is empty but for its owner, and gone when removed', async () => {
    const run = await createRunDirectory(parent);
    assert.equal(existsSync(join(run.path, 'owner.json')), true);
    await run.remove();
    assert.equal(existsSync(run.path), false);
  });
});
