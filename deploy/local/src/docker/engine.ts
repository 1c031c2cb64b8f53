import { request, type RequestOptions } from 'node:http';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const pingTimeoutMs = 2_000;
const removeTimeoutMs = 20_000;

/**
 * The few calls of the Docker Engine API that decide whether the container way is open. Asked
 * directly, because loading testcontainers to learn that there is no engine costs a second.
 */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/** Finds an engine that answers: `unix:///…` or `tcp://host:port`, or undefined. */
export async function findEngine(dockerHost: string | undefined): Promise<string | undefined> {
  for (const engine of candidates(dockerHost)) {
    const answer = await askEngine(engine, 'GET', '/_ping', pingTimeoutMs).catch(() => undefined);
    if (answer?.status === 200) return engine;
  }
  return undefined;
}

/** Where an engine is looked for, first found wins; for messages. */
export function candidates(dockerHost: string | undefined): string[] {
  if (dockerHost !== undefined) return [dockerHost];
  const sockets = [
    '/var/run/docker.sock',
    join(homedir(), '.docker/run/docker.sock'),
    `/run/user/${String(process.getuid?.() ?? 0)}/docker.sock`,
  ];
  return sockets.filter((socket) => existsSync(socket)).map((socket) => `unix://${socket}`);
}

/** Removes a container with its volumes, running or not. */
export async function removeContainer(engine: string, id: string): Promise<void> {
  await askEngine(engine, 'DELETE', `/containers/${id}?force=1&v=1`, removeTimeoutMs);
}

/** One request to the engine; the whole wait is bounded by `timeoutMs`. */
export async function askEngine(
  engine: string,
  method: string,
  path: string,
  timeoutMs: number,
): Promise<EngineAnswer> {
  return await send({ ...address(engine), method, path }, undefined, timeoutMs);
}

/** A POST with a body that may be large. */
export async function sendToEngine(
  engine: string,
  path: string,
  body: Readable,
  timeoutMs: number,
): Promise<EngineAnswer> {
  const headers = { 'content-type': 'application/x-tar' };
  return await send({ ...address(engine), method: 'POST', path, headers }, body, timeoutMs);
}

async function send(
  options: RequestOptions,
  body: Readable | undefined,
  timeoutMs: number,
): Promise<EngineAnswer> {
  return await new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = request({ ...options, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    call.once('error', reject);
    if (body === undefined) call.end();
    else body.pipe(call);
  });
}

function address(engine: string): RequestOptions {
  const url = new URL(engine);
  if (url.protocol === 'unix:') return { socketPath: url.pathname, host: 'localhost' };
  return { host: url.hostname, port: url.port === '' ? 2375 : Number(url.port) };
}
