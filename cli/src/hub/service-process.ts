import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@hub/core';
import { freePort, guard, release, type Guarded } from '@hub/local';

/** How long a service may take until it is ready, and until it has left, in milliseconds. */
const readyWithinMs = 60_000;
const leaveWithinMs = 15_000;

export interface ServiceOptions {
  readonly name: string;
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logsDir: string;
  /** Called when the process ends although nobody asked it to. */
  readonly onCrash: (name: string, code: number | null, logFile: string) => void;
}

/** A service of the hub as a process of its own, as it runs in production. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly #child: ChildProcess;
  #stopping = false;

  private constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.#child = child;
  }

  /** Starts a service and waits until it says that it is ready. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const { name, root, environment, logsDir, onCrash } = options;
    const port = await freePort();
    const logFile = join(logsDir, `${name}.log`);
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(
      process.execPath,
      [
        // A small young generation keeps an idle service below 150 MB.
        '--max-semi-space-size=4',
        '--import',
        '@hub/service/telemetry',
        'dist/main.js',
      ],
      {
        cwd: join(root, 'services', name),
        env: {
          ...process.env,
          ...environment,
          HTTP_PORT: String(port),
          OTEL_SERVICE_NAME: name,
          MALLOC_ARENA_MAX: '2',
        },
        // A group of its own: Ctrl-C must not reach it before those who still talk to it are done.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child.stdout.pipe(log);
    child.stderr.pipe(log);

    const service = new ServiceProcess(name, `http://127.0.0.1:${String(port)}`, child);
    const { pid } = child;
    if (pid === undefined) throw new Error(`${name} could not be started`);
    const guarded: Guarded = { kind: 'process', pid, graceMs: leaveWithinMs };
    guard(guarded);
    child.once('exit', (code) => {
      release(guarded);
      if (!service.#stopping) onCrash(name, code, logFile);
    });
    await service.#ready(logFile);
    return service;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks it to leave and waits; insists after 15 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#end('SIGTERM');
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    this.#stopping = true;
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), leaveWithinMs);
    await ended;
    clearTimeout(insist);
  }

  async #ready(logFile: string): Promise<void> {
    const until = systemClock.monotonic() + readyWithinMs;
    while (systemClock.monotonic() < until) {
      if (this.#child.exitCode !== null) {
        throw new Error(
          `${this.name} ended with code ${String(this.#child.exitCode)} before it was ready; see ${logFile}`,
        );
      }
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await systemClock.sleep(100);
    }
    throw new Error(
      `${this.name} was not ready within ${String(readyWithinMs / 1000)} s; see ${logFile}`,
    );
  }
}
