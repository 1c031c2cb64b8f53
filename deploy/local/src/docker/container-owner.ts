import { hostname } from 'node:os';

import { isAlive } from '../process/orphans.js';
import { askEngine, removeContainer } from './engine.js';

const listTimeoutMs = 10_000;
const pidLabel = 'hub.owner.pid';
const hostLabel = 'hub.owner.host';

/** Marks a container as ours, so that a later start can tell whether its owner still lives. */
export function ownerLabels(): Record<string, string> {
  return { [pidLabel]: String(process.pid), [hostLabel]: hostname() };
}

/** Removes containers of owners on this host that are dead, should even the guardian have been killed. */
export async function removeStaleContainers(engine: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${hostLabel}=${hostname()}`] }));
  const path = `/containers/json?all=1&filters=${filters}`;
  const { status, body } = await askEngine(engine, 'GET', path, listTimeoutMs);
  if (status !== 200) return;

  for (const container of JSON.parse(body) as ListedContainer[]) {
    const pid = Number(container.Labels[pidLabel]);
    if (!isAlive(pid)) await removeContainer(engine, container.Id);
  }
}

/** What we read of the engine's answer (Docker Engine API, ContainerList). */
interface ListedContainer {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}
