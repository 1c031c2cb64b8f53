import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { PartError } from '../part-error.js';
import { sendToEngine } from './engine.js';

const importTimeoutMs = 300_000;

export interface ImageSource {
  /** A whole root file system. */
  readonly root: string;
  /** Paths within the root to leave out, without a leading slash. */
  readonly without: readonly string[];
  /** Dockerfile lines (`ENV …`, `CMD …`), as `docker import --change` takes them. */
  readonly changes: readonly string[];
}

/** Makes an image of one layer out of a folder, as `docker import` does. */
export async function importImage(
  engine: string,
  name: string,
  source: ImageSource,
): Promise<void> {
  const { root, without, changes } = source;
  const colon = name.lastIndexOf(':');
  const query = new URLSearchParams({
    fromSrc: '-',
    repo: name.slice(0, colon),
    tag: name.slice(colon + 1),
  });
  for (const change of changes) query.append('changes', change);

  const excluded = without.map((path) => `--exclude=./${path}`);
  const tar = spawn('tar', ['-C', root, '--one-file-system', ...excluded, '-c', '.'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(tar, 'exit') as Promise<[number | null]>;
  const path = `/images/create?${query.toString()}`;
  const answer = await sendToEngine(engine, path, tar.stdout, importTimeoutMs);
  const [code] = await exited;

  if (code === 0 && answer.status === 200 && !answer.body.includes('"error"')) return;
  throw new PartError(
    `the image ${name} could not be made: tar ended with ${String(code)}, the engine said ${answer.body.slice(-300)}`,
    'check that the disk has 1 GB free and start again',
    { where: engine },
  );
}
