import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { Machine } from '../process/system-package.js';
import { aFolder, aProgram } from '../testing/scratch.js';
import { requireJava } from './java.js';

const folder = aFolder();
const machine: Machine = { path: '/usr/bin:/bin', isRoot: false, log: () => undefined };

/** A JAVA_HOME whose Java says it is this version. */
function aJavaHome(version: string): string {
  const home = join(folder, version);
  mkdirSync(join(home, 'bin'), { recursive: true });
  aProgram(join(home, 'bin'), 'java', `echo 'openjdk version "${version}" 2025-04-15' >&2`);
  return home;
}

describe('requireJava', () => {
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the Java of JAVA_HOME from 17 on, with its full version', async () => {
    const home = aJavaHome('17.0.15');
    const java = await requireJava(home, machine);
    assert.equal(java.program, join(home, 'bin', 'java'));
    assert.equal(java.version, '17.0.15');
  });

  for (const version of ['11.0.22', '1.8.0_402']) {
    it(`refuses Java ${version} and says which is needed and where this one is`, async () => {
      const home = aJavaHome(version);
      await assert.rejects(
        requireJava(home, machine),
        (error: Error) =>
          error.message.includes(`needs Java 17 or later, and this is ${version}`) &&
          error.message.includes(join(home, 'bin', 'java')),
      );
    });
  }
});
