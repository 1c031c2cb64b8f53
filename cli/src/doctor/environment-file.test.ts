import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { hasEnded } from './environment-file.js';

describe('the run whose environment doctor takes', () => {
  it('goes on while its process does', () => {
    assert.equal(hasEnded(`runs/2026-11-22T08-00-00-000Z-${String(process.pid)}/x.json`), false);
  });

  // Used to be said as if it went on: after a demo doctor called Kafka, the ERP and DingTalk broken.
  it('has ended with its process', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    assert.equal(hasEnded(`runs/2026-11-22T08-00-00-000Z-${String(pid)}/x.json`), true);
  });

  it('is not known to have ended where the folder names no process', () => {
    assert.equal(hasEnded('runs/mine/x.json'), false);
  });
});
