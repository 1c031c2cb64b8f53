import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const packageRoot = join(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that is given as text in a process of its own, with the packages of this workspace in reach. */
export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(program: string, flags: readonly string[], env: Readonly<Record<string, string>>) {
    this.process = spawn(process.execPath, [...flags, '--input-type=module', '--eval', program], {
      cwd: packageRoot,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (data: Buffer) => (this.#stdout += data.toString()));
    this.process.stderr?.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    this.ended = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#stdout;
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}
