import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

const module = new URL('./free-port.js', import.meta.url).href;
const program = `
import { freePort } from ${JSON.stringify(module)};
const ports = [];
for (let one = 0; one < 400; one += 1) ports.push(await freePort());
console.log(JSON.stringify(ports));
process.stdin.resume();
`;

/** The ports that a process was given, until it is told to end. */
async function aProcess(): Promise<{ ports: readonly number[]; end: () => Promise<unknown> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.endsWith('\n')) break;
  }
  const end = (): Promise<unknown> => {
    child.stdin.end();
    return ended;
  };
  return { ports: JSON.parse(text) as number[], end };
}

describe('freePort', () => {
  // Used to be drawn again now and then while the first one's broker was on its way up.
  it('gives no port to two, although nobody listens on it yet', async () => {
    const processes = await Promise.all([aProcess(), aProcess()]);
    const ports = processes.flatMap((one) => one.ports);
    await Promise.all(processes.map(({ end }) => end()));
    assert.equal(new Set(ports).size, 800);
  });
});
