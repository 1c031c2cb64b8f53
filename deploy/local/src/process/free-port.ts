import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isAlive } from './orphans.js';

/**
 * Below the kernel's range of ephemeral ports. A port out of that range may be handed to somebody's
 * outgoing connection while its broker is down, and a client that keeps dialling it can even be
 * connected to itself; then the broker never comes back.
 */
const lowest = 20_000;
const highest = 30_000;

const attemptsMax = 200;

/** One file a port, with the process that was given it. */
const given = join(tmpdir(), 'hub-ports');
const ours: string[] = [];

/**
 * Returns a port on 127.0.0.1 that nobody listens on at this moment. It is given to nobody else while this process
 * lives, because a server takes seconds until it listens, and does not while it is started again.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (reserve(port) && (await canListen(port))) return port;
  }
  throw new Error(`no free port between ${String(lowest)} and ${String(highest)} on 127.0.0.1`);
}

/** Returns `count` different free ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function reserve(port: number): boolean {
  const file = join(given, String(port));
  try {
    mkdirSync(given, { recursive: true });
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    // A folder that is not ours to write into: then nothing is reserved.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
    forgetDead(file);
    return false;
  }
  if (ours.length === 0) process.once('exit', giveBack);
  ours.push(file);
  return true;
}

function giveBack(): void {
  for (const file of ours) rmSync(file, { force: true });
}

/** The port of a process that was killed is free for the next one who draws it. */
function forgetDead(file: string): void {
  try {
    if (!isAlive(Number(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
  } catch {
    // Its owner gave it back, or it belongs to another user.
  }
}

/** Whether somebody accepts connections at the address now. */
export async function answers(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => {
      settle(false);
    });
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

async function canListen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
