import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { childEnvironment } from './config.js';
import { isAlive } from './process/orphans.js';
import { eventually } from './testing/scratch.js';

const program = fileURLToPath(new URL('./with-parts.js', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Runs with-parts on a small script, with the parts of this very run where there are some. */
function withParts(script: string, env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [program, '--', process.execPath, '-e', script], {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, ended };
}

describe('with-parts', () => {
  it('tells the command where the parts are and passes its exit code on', async () => {
    const script =
      'console.log(`${process.env.KAFKA_BROKERS} ${process.env.REDIS_URL} ${process.env.HUB_PARTS_WAY}`); process.exit(7)';
    const { output, ended } = withParts(script);
    assert.equal(await ended, 7);
    assert.match(output(), /^\S+:\d+ redis:\/\/\S+:\d+ kafka=[a-z]+,redis=[a-z]+$/m);
    assert.match(output(), /^kafka {2}[a-z]+ {2}\S+ {2}\d+\.\d s$/m);
  });

  it('lets the command end in its own way after SIGINT', async () => {
    const script =
      "process.on('SIGINT', () => { console.log('tidied up'); process.exit(5); }); setInterval(() => {}, 1000); console.log('up');";
    const { child, output, ended } = withParts(script);
    await eventually('the command is up', () => /^up$/m.test(output()));
    child.kill('SIGINT');
    assert.equal(await ended, 5);
    assert.match(output(), /^tidied up$/m);
  });

  it('takes the command along when it is killed with SIGKILL', async () => {
    const script = 'console.log(`pid ${process.pid}.`); setInterval(() => {}, 1000);';
    const { child, output } = withParts(script);
    await eventually('the command is up', () => /pid \d+\./.test(output()));
    const pid = Number(/pid (\d+)\./.exec(output())?.[1]);
    child.kill('SIGKILL');
    await eventually('the command is gone', () => !isAlive(pid));
  });

  it('shows one clear message and ends with 1 when a part cannot be had', async () => {
    const { output, ended } = withParts('process.exit(0)', { KAFKA_BROKERS: 'nonsense' });
    assert.equal(await ended, 1);
    assert.match(output(), /KAFKA_BROKERS names "nonsense"/);
    assert.doesNotMatch(output(), /^ {4}at /m);
  });
});
