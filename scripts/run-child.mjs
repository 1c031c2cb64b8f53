import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { performance } from 'node:perf_hooks';

import { Fault } from './fault.mjs';
import { ownEnvironment, root } from './places.mjs';

const progressAfterMs = 3_000;
const progressEveryMs = 5_000;
const outputMax = 200_000;
/** npm and the terminal each deliver the same Ctrl-C; only a later one means impatience. */
const sameWishMs = 1_000;

/**
 * Runs a program with our own input and output and returns its exit code (128 + n for signal n).
 * The first signal is the program's to act on, the second one ends it by force. In a terminal
 * Ctrl-C has reached it already, so it is passed on only elsewhere.
 */
export async function runInForeground(command, args) {
  const child = spawn(command, args, { cwd: root, env: ownEnvironment(), stdio: 'inherit' });
  let firstAt;
  const forward = (signal) => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > sameWishMs) child.kill('SIGKILL');
    else if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await exitCode(child, command);
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/**
 * Runs a program quietly: its output is kept and returned, and while it runs a line now and then
 * says what is going on. `progress` may add how far it is.
 */
export async function runQuietly(label, command, args, { env, progress = () => '' } = {}) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
  const tell = () => process.stderr.write(`${label} … ${seconds()} s${progress()}\n`);
  let ticking;
  const first = setTimeout(() => {
    tell();
    ticking = setInterval(tell, progressEveryMs);
  }, progressAfterMs);

  try {
    const child = spawn(command, args, {
      cwd: root,
      env: env ?? ownEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk.toString()).slice(-outputMax);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const code = await exitCode(child, command, 'close');
    return { code, output, seconds: Number(seconds()) };
  } finally {
    clearTimeout(first);
    clearInterval(ticking);
  }
}

async function exitCode(child, command, event = 'exit') {
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(
        new Fault(
          `${command} could not be started: ${error.message}`,
          `check that ${command} is on the PATH`,
        ),
      );
    });
    child.once(event, (code, signal) => {
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
