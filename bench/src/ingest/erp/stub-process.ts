import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StubOrder } from './stub-main.js';

/** The stub of the ERP in a process of its own, so that it takes nothing from who is measured but its share of the cores. */
export class StubProcess implements AsyncDisposable {
  /** Base address without a path. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(): Promise<StubProcess> {
    const child = fork(join(import.meta.dirname, 'stub-main.js'), {
      execPath: process.execPath,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
    return new StubProcess(url, child);
  }

  /** Base address of the ERP. */
  get erp(): string {
    return `${this.url}/k3cloud/`;
  }

  /** Resolves with the number of bills made, when all are visible. */
  async order(order: StubOrder): Promise<number> {
    const answered = once(this.#child, 'message');
    this.#child.send(order);
    const [{ made }] = (await answered) as [{ readonly made: number }];
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
