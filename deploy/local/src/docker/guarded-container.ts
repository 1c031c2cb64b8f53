import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
} from 'testcontainers';

import { PartError } from '../part-error.js';
import { forget, watch } from '../process/guardian.js';
import { indented } from '../process/run-step.js';
import { ownerLabels } from './container-owner.js';

const tailBytes = 4_000;

/** A container that the guardian removes when our process goes without doing so. */
export class GuardedContainer extends GenericContainer {
  readonly #engine: string;
  readonly #image: string;
  #tail = '';

  constructor(engine: string, image: string) {
    super(image);
    this.#engine = engine;
    this.#image = image;
    this.withLabels(ownerLabels());
    this.withLogConsumer((stream) =>
      stream.on('data', (chunk: Buffer) => {
        this.#tail = (this.#tail + chunk.toString()).slice(-tailBytes);
      }),
    );
  }

  /** Starts it; a failure shows the end of the container's log. */
  async startGuarded(): Promise<StartedTestContainer> {
    try {
      return await this.start();
    } catch (cause) {
      throw new PartError(
        `a container of ${this.#image} did not start: ${String(cause)}`,
        'read the end of its log above, or set HUB_PARTS=process to do without containers',
        { where: `${this.#engine}\n${indented(this.#tail)}`, cause },
      );
    }
  }

  /** Stops and removes it, with its data. */
  async remove(container: StartedTestContainer): Promise<void> {
    await container.stop({ timeout: 0, remove: true, removeVolumes: true });
    forget({ kind: 'container', engine: this.#engine, id: container.getId() });
  }

  protected override containerCreated(id: string): Promise<void> {
    watch({ kind: 'container', engine: this.#engine, id });
    return Promise.resolve();
  }
}

/** The host on which the ports of containers are found; not ours when the engine is remote. */
export async function containerHost(): Promise<string> {
  const { info } = await getContainerRuntimeClient();
  const { host } = info.containerRuntime;
  return host === 'localhost' ? '127.0.0.1' : host;
}
