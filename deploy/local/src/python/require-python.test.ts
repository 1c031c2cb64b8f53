import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { aFolder, aProgram } from '../testing/scratch.js';
import { requirePython } from './require-python.js';

/** A Python whose venv brings an interpreter that writes down what pip was asked, and makes the target folder. */
const fakePython = (pip: string): string => `
[ "$2" = venv ] || exit 9
/bin/mkdir -p "$4/bin"
/bin/cat > "$4/bin/python3" <<'END'
#!/bin/sh
${pip}
END
/bin/chmod +x "$4/bin/python3"`;

describe('requirePython', () => {
  let folder: string;
  let cacheDirectory: string;
  let requirements: string;
  const lines: string[] = [];
  beforeEach(() => {
    folder = aFolder();
    cacheDirectory = join(folder, 'cache');
    requirements = join(folder, 'requirements.txt');
    mkdirSync(cacheDirectory);
    writeFileSync(requirements, 'a-package==1.0.0\n');
    lines.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const ask = (): ReturnType<typeof requirePython> =>
    requirePython(requirements, (line) => lines.push(line), { path: folder, cacheDirectory });

  it('fetches the packages once, into a folder named after the requirements', async () => {
    const pip = `echo "$@" >> ${folder}/calls; for last; do [ "$before" = --target ] && /bin/mkdir -p "$last"; before="$last"; done`;
    const program = aProgram(folder, 'python3', fakePython(pip));
    const first = await ask();
    assert.equal(first.program, program);
    assert.ok(existsSync(first.packages));
    assert.deepEqual(await ask(), first);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    assert.equal(calls.length, 1);
    assert.match(calls[0] ?? '', /^-m pip install .*--requirement .*requirements\.txt$/);
    assert.deepEqual(readdirSync(cacheDirectory), [
      first.packages.slice(cacheDirectory.length + 1),
    ]);
    writeFileSync(requirements, 'a-package==1.0.1\n');
    assert.notEqual((await ask()).packages, first.packages);
  });

  it('says what to do when the packages cannot be fetched, and leaves nothing half done', async () => {
    aProgram(folder, 'python3', fakePython('echo no route to the index >&2; exit 1'));
    await assert.rejects(ask(), /no route to the index[^]*check the network/);
    assert.deepEqual(readdirSync(cacheDirectory), []);
  });
});
