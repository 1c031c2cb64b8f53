import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';

import { testFiles } from './test-files.mjs';

const sources = [
  'packages/kafka/src/lanes/lane.test.ts',
  'packages/core/src/ids.test.ts',
  'packages/core/src/ids.ts',
  'packages/core/dist/removed-long-ago.test.js',
  'packages/core/node_modules/other/index.test.js',
  'scripts/tidy.test.mjs',
];
const root = mkdtempSync(join(tmpdir(), 'test-files-'));
for (const source of sources) {
  mkdirSync(dirname(join(root, source)), { recursive: true });
  writeFileSync(join(root, source), '');
}

describe('testFiles', () => {
  after(() => rmSync(root, { recursive: true }));

  it('lists compiled tests by their sources, in order, and no leftovers', () => {
    assert.deepEqual(testFiles([], root), [
      'packages/core/dist/ids.test.js',
      'packages/kafka/dist/lanes/lane.test.js',
      'scripts/tidy.test.mjs',
    ]);
  });

  it('keeps the files that match any of the filters', () => {
    const chosen = testFiles(['kafka', 'tidy'], root);
    assert.deepEqual(chosen, ['packages/kafka/dist/lanes/lane.test.js', 'scripts/tidy.test.mjs']);
  });

  it('fails when nothing matches, because a run of no tests would pass', () => {
    assert.throws(() => testFiles(['kafak'], root), /no test file matches kafak/);
  });
});
