import { configureTestcontainers } from '../config.js';
import type { Log, Unavailable } from '../provider.js';
import { askEngine, candidates, findEngine } from './engine.js';
import { removeStaleContainers } from './container-owner.js';

const inspectTimeoutMs = 10_000;
const pullTimeoutMs = 300_000;
const progressEveryMs = 5_000;

export interface EngineWish {
  /** DOCKER_HOST, when given. */
  readonly dockerHost: string | undefined;
  readonly image: string;
  readonly ryukImage: string;
  readonly log: Log;
}

/**
 * Finds an engine that has the image, or can pull it, and readies testcontainers to use it. No
 * engine and no image are no faults: the answer says so, and the next way is tried.
 */
export async function openEngine(wish: EngineWish): Promise<{ engine: string } | Unavailable> {
  const engine = await findEngine(wish.dockerHost);
  if (engine === undefined) {
    const places = candidates(wish.dockerHost).join(', ');
    return {
      unavailable: places === '' ? 'no Docker engine' : `no Docker engine answers at ${places}`,
    };
  }
  const fault = await pullFault(engine, wish.image, wish.log);
  if (fault !== undefined) return { unavailable: `no image ${wish.image}: ${fault}` };

  // Ryuk is testcontainers' own cleaner. Where its image cannot be had our guardian cleans alone.
  const noRyuk = await pullFault(engine, wish.ryukImage, wish.log);
  configureTestcontainers({ engine, ryuk: noRyuk === undefined });
  await removeStaleContainers(engine);
  return { engine };
}

/** Makes sure of an image, by pulling it if need be; returns why it cannot be had. */
export async function pullFault(
  engine: string,
  image: string,
  log: Log,
): Promise<string | undefined> {
  if (await hasImage(engine, image)) return undefined;

  const startedAt = performance.now();
  const progress = setInterval(() => {
    log(`pulling ${image} … ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }, progressEveryMs);
  try {
    const path = `/images/create?fromImage=${encodeURIComponent(image)}`;
    const answer = await askEngine(engine, 'POST', path, pullTimeoutMs);
    if (await hasImage(engine, image)) return undefined;
    return reasonIn(answer.body);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearInterval(progress);
  }
}

/** Whether the engine has the image already. */
export async function hasImage(engine: string, image: string): Promise<boolean> {
  const path = `/images/${encodeURIComponent(image)}/json`;
  return (await askEngine(engine, 'GET', path, inspectTimeoutMs)).status === 200;
}

/** The engine answers with one JSON object a line; a failure is in the last one. */
function reasonIn(body: string): string {
  const reason = /"(?:message|error)":\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
  return (reason ?? 'it could not be pulled').slice(0, 200);
}
