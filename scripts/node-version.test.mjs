import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { requireNode, requireOwnNode } from './node-version.mjs';

const folder = mkdtempSync(join(tmpdir(), 'node-version-'));

function aNodeThatSays(version) {
  const program = join(folder, `node-${version}`);
  writeFileSync(program, `#!/bin/sh\necho ${version}\n`);
  chmodSync(program, 0o755);
  return program;
}

describe('the start-up check of Node', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('lets the bootstrap run on 18 and names what to install below that', () => {
    requireNode('18.0.0');
    assert.throws(() => requireNode('16.20.2'), /Node 16.20.2 is too old.*\n.*install Node 18/);
  });

  it('accepts a Node of our own from 24 on', async () => {
    await requireOwnNode(aNodeThatSays('v24.0.0'));
  });

  it('says how to mend a skipped install script, whether the program is old or missing', async () => {
    const remedy = /npm rebuild node --ignore-scripts=false/;
    await assert.rejects(requireOwnNode(aNodeThatSays('v20.20.2')), /is Node 20.20.2/);
    await assert.rejects(requireOwnNode(join(folder, 'absent')), /is missing/);
    await assert.rejects(requireOwnNode(join(folder, 'absent')), remedy);
  });
});
