import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { aFolder, aProgram } from '../testing/scratch.js';
import { requireProgram, type Machine, type SystemPackage } from './system-package.js';

// Names that no machine has, because the usual folders of daemons are searched too.
const wanted: SystemPackage = {
  program: 'hub-absent-program',
  ...{ apt: 'absent-apt', dnf: 'absent-dnf', apk: 'absent-apk', brew: 'absent-brew' },
};

describe('requireProgram', () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = aFolder();
    lines = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const machine = (isRoot: boolean): Machine => ({
    path: folder,
    isRoot,
    log: (line) => {
      lines.push(line);
    },
  });

  it('returns a program that is there, without a word', async () => {
    const program = aProgram(folder, wanted.program, '');
    assert.equal(await requireProgram(wanted, machine(false)), program);
    assert.deepEqual(lines, []);
  });

  it('names the command that would install it when we are not root', async () => {
    aProgram(folder, 'apt-get', '');
    const remedy = /run: sudo apt-get install -y --no-install-recommends absent-apt/;
    await assert.rejects(requireProgram(wanted, machine(false)), remedy);
  });

  it('installs it as root, after reading the package lists, and says so', async () => {
    const program = join(folder, wanted.program);
    const install = `printf '#!/bin/sh\\n' > ${program}; /bin/chmod +x ${program}`;
    aProgram(
      folder,
      'apt-get',
      `echo "$@" >> ${folder}/calls; case "$*" in *install*) ${install};; esac`,
    );
    assert.equal(await requireProgram(wanted, machine(true)), program);
    assert.deepEqual(readFileSync(join(folder, 'calls'), 'utf8').split('\n'), [
      'update',
      '-o DPkg::Lock::Timeout=120 install -y --no-install-recommends absent-apt',
      '',
    ]);
    assert.match(lines[0] ?? '', /hub-absent-program is missing: apt-get install/);
  });

  it('shows what the package manager said when it fails', async () => {
    aProgram(folder, 'apt-get', 'echo Unable to locate package; exit 100');
    await assert.rejects(requireProgram(wanted, machine(true)), /\| Unable to locate package/);
  });
});
