import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makePlace } from './place.js';

describe('the place of a run', () => {
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'place-'));
    mkdirSync(join(root, 'config/tenants/huadong'), { recursive: true });
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('holds a copy of the tenants, so that a run may change them', () => {
    assert.ok(existsSync(join(makePlace(root, 'runs', 'a').tenantsDir, 'huadong')));
  });

  it('keeps the newest twenty runs of its kind', () => {
    for (let run = 10; run < 40; run += 1) {
      const { folder } = makePlace(root, 'old-runs', `2020-${String(run)}`);
      const begun = new Date(2020, 0, run);
      utimesSync(folder, begun, begun);
    }
    const kept = readdirSync(join(root, '.local/old-runs')).toSorted();
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [20, '2020-20', '2020-39']);
  });

  // Names used to decide, so that a run with a date was removed while it went on.
  it('keeps what may still be going on, however many there are', () => {
    for (let run = 10; run < 40; run += 1) makePlace(root, 'new-runs', `2026-${String(run)}`);
    assert.equal(readdirSync(join(root, '.local/new-runs')).length, 30);
  });

  // Used to share one folder: a test that started a hub beside the demo hid the demo's traces from `--trace`.
  it('lies apart from runs of another kind', () => {
    makePlace(root, 'test-runs', 'b');
    assert.deepEqual(readdirSync(join(root, '.local/test-runs')), ['b']);
  });
});
