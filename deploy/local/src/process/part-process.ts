import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PartError } from '../part-error.js';
import { answers } from './free-port.js';
import { forget, watch } from './guardian.js';
import { indented } from './run-step.js';

const pollMs = 25;
const exitWithinMs = 30_000;

export interface PartProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Inside the run directory, so that the process can be found by where it works. */
  readonly cwd: string;
  readonly logFile: string;
  /** Left out by a server that listens elsewhere; its log alone tells then. */
  readonly port?: number;
  /** What the process prints when it is up; an open port alone comes too early. */
  readonly readyText: string;
  readonly readyWithinMs: number;
  /** How long the guardian waits after SIGTERM; none given: it kills at once. */
  readonly graceMs?: number;
}

/** A server of ours: started, known to answer, killed in many ways, started again. */
export class PartProcess {
  readonly #options: PartProcessOptions;
  #child: ChildProcess | undefined;
  #logOffset = 0;

  constructor(options: PartProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#isRunning() ? this.#child?.pid : undefined;
  }

  /** Starts the process and resolves when it answers on its port and says so in its log. */
  async start(): Promise<void> {
    const { command, args, cwd, logFile, graceMs = 0 } = this.#options;
    if (this.#isRunning()) throw new Error(`${basename(command)} runs already`);

    const log = openSync(logFile, 'a');
    this.#logOffset = statSync(logFile).size;
    // A group of its own: Ctrl-C must not reach it before those who still talk to it are done.
    const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    const { pid } = child;
    if (pid === undefined) {
      const [cause] = (await once(child, 'error')) as [Error];
      throw this.#error(`could not be started: ${cause.message}`, cause);
    }
    watch({ kind: 'process', pid, graceMs });
    child.once('exit', () => {
      forget({ kind: 'process', pid, graceMs });
    });
    child.unref();
    await this.#ready();
  }

  /** Sends a signal. A signal that ends the process resolves once it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || !this.#isRunning()) return;

    const exited = once(child, 'exit', { signal: AbortSignal.timeout(exitWithinMs) });
    // Without this the wait alone would not keep our own process alive.
    child.ref();
    sendToGroup(child.pid, signal);
    if (!['SIGKILL', 'SIGTERM', 'SIGINT'].includes(signal)) {
      exited.catch(() => undefined);
      child.unref();
      return;
    }
    await exited;
  }

  async restart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.start();
  }

  #isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async #ready(): Promise<void> {
    const { command, port, readyText, readyWithinMs, logFile } = this.#options;
    const deadline = performance.now() + readyWithinMs;

    while (performance.now() < deadline) {
      if (!this.#isRunning()) throw this.#error('ended at once');
      if (this.#output().includes(readyText) && (await this.#listens())) return;
      await sleep(pollMs);
    }
    await this.kill('SIGKILL');
    const limit = `${String(readyWithinMs / 1000)} s`;
    throw new PartError(
      `${basename(command)}: ${port === undefined ? 'it was not up' : `port ${String(port)} did not open`} within ${limit}`,
      'close what else keeps the machine busy and start again',
      { where: `${logFile}\n${indented(this.#output())}` },
    );
  }

  async #listens(): Promise<boolean> {
    const { port } = this.#options;
    return port === undefined || (await answers('127.0.0.1', port, 1_000));
  }

  #error(what: string, cause?: unknown): PartError {
    const { command, logFile } = this.#options;
    return new PartError(
      `${basename(command)} ${what}`,
      'read the end of its log above; often a port in use or too little memory',
      { where: `${logFile}\n${indented(this.#output())}`, cause },
    );
  }

  #output(): string {
    return readFileSync(this.#options.logFile).subarray(this.#logOffset).toString();
  }
}

function sendToGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended by itself a moment ago; its exit is on the way.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
