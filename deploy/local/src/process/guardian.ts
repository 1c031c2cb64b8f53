import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Something that must not outlive this process. */
export type Guarded =
  | { readonly kind: 'process'; readonly pid: number; readonly graceMs: number }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'container'; readonly engine: string; readonly id: string };

/** One line on the guardian's standard input. */
export interface GuardianNote {
  readonly verb: 'watch' | 'forget';
  readonly thing: Guarded;
}

const program = fileURLToPath(new URL('./guardian-main.js', import.meta.url));

let guardian: ChildProcess | undefined;

/** Has the guardian end this thing should our process go without doing so itself. */
export function watch(thing: Guarded): void {
  note({ verb: 'watch', thing });
}

/** Takes it back: the thing is gone already. */
export function forget(thing: Guarded): void {
  note({ verb: 'forget', thing });
}

function note(line: GuardianNote): void {
  guardian ??= start();
  guardian.stdin?.write(`${JSON.stringify(line)}\n`);
}

function start(): ChildProcess {
  // In a session of its own: Ctrl-C in the terminal reaches the owner, not the guardian.
  const child = spawn(process.execPath, [program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('exit', () => {
    guardian = undefined;
  });
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}
