import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { RedisPart } from '@hub/local';
import type { CallOrder, Called } from './caller-main.js';
import type { Seen } from './recovery.js';
import type { FarLimit } from './sliding-log.js';

/** The far end and Redis, and processes that call. */
export class Stage {
  private constructor(
    readonly redis: RedisPart,
    private readonly farEnd: ChildProcess,
    private readonly url: string,
  ) {}

  static async open(redis: RedisPart): Promise<Stage> {
    const farEnd = forked('far-end-main.js');
    const port = await new Promise<number>((resolve, reject) => {
      farEnd.once('message', (message) => {
        resolve(message as number);
      });
      farEnd.once('exit', () => {
        reject(new Error('the far end ended by itself'));
      });
    });
    return new Stage(redis, farEnd, `http://127.0.0.1:${String(port)}`);
  }

  setUp({ calls, windowMs, banMs }: FarLimit): Promise<unknown> {
    return this.#ask(`set-up/${String(calls)}/${String(windowMs)}/${String(banMs)}`);
  }

  change({ calls, windowMs, banMs }: FarLimit): Promise<unknown> {
    return this.#ask(`limit/${String(calls)}/${String(windowMs)}/${String(banMs)}`);
  }

  async seen(): Promise<Seen> {
    return (await this.#ask('seen')) as Seen;
  }

  call(order: Omit<CallOrder, 'redisUrl' | 'farEnd'>): Caller {
    const whole: CallOrder = { ...order, redisUrl: this.redis.url, farEnd: this.url };
    return new Caller(forked('caller-main.js', JSON.stringify(whole)));
  }

  close(): void {
    this.farEnd.kill();
  }

  async #ask(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}/${path}`, { method: 'POST' });
    return response.json();
  }
}

/** A process that calls. */
export class Caller {
  /** What it did; null when it was killed. */
  readonly done: Promise<Called | null>;

  constructor(private readonly child: ChildProcess) {
    let called: Called | null = null;
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said = `${said}${String(bytes)}`.slice(-4_000);
    });
    child.once('message', (message) => {
      called = message as Called;
    });
    this.done = new Promise((resolve, reject) => {
      child.once('close', (code, signal) => {
        if (called !== null || signal === 'SIGKILL') resolve(called);
        else reject(new Error(`a caller ended with ${String(code)}\n${said}`));
      });
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  limit(calls: number): void {
    this.child.send({ calls });
  }
}

function forked(script: string, ...args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, script), args, {
    execPath: process.execPath,
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
