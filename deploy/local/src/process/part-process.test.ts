import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { aFolder, aProgram } from '../testing/scratch.js';
import { freePort } from './free-port.js';
import { PartProcess, type PartProcessOptions } from './part-process.js';

const folder = aFolder();

async function aProcess(
  name: string,
  body: string,
  changes: Partial<PartProcessOptions> = {},
): Promise<PartProcess> {
  return new PartProcess({
    command: aProgram(folder, name, body),
    args: [],
    cwd: folder,
    logFile: join(folder, `${name}.log`),
    port: await freePort(),
    readyText: 'ready',
    readyWithinMs: 60_000,
    ...changes,
  });
}

describe('PartProcess', () => {
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('shows the end of its log when the process ends instead of starting', async () => {
    const broken = await aProcess('broken', 'echo out of memory; exit 1');
    await assert.rejects(broken.start(), /broken ended at once[^]*\| out of memory[^]*to mend/);
  });

  it('gives up when the port never opens, shows the log and leaves no process', async () => {
    // Long enough for a shell to say it, even on a machine that stands still meanwhile.
    const deaf = await aProcess('deaf', 'echo ready; exec sleep 600', { readyWithinMs: 6_000 });
    await assert.rejects(deaf.start(), /deaf: port \d+ did not open within 6 s[^]*\| ready/);
    assert.equal(deaf.pid, undefined);
  });

  it('names a program that is not there', async () => {
    const absent = await aProcess('absent', '', { command: join(folder, 'no-such-program') });
    await assert.rejects(absent.start(), /no-such-program could not be started/);
  });

  it('halts on SIGSTOP without waiting for an end, and ends on SIGKILL', async () => {
    // Without a port the log alone tells.
    const silent = new PartProcess({
      ...{ command: aProgram(folder, 'silent', 'echo ready; exec sleep 600'), args: [] },
      ...{ cwd: folder, logFile: join(folder, 'silent.log'), readyText: 'ready' },
      readyWithinMs: 60_000,
    });
    assert.equal(silent.pid, undefined);
    await silent.start();
    await silent.kill('SIGSTOP');
    assert.notEqual(silent.pid, undefined);
    await silent.kill();
    assert.equal(silent.pid, undefined);
  });
});
