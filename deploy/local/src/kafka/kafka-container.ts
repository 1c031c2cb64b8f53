import { readFile } from 'node:fs/promises';

import { openEngine, type EngineWish } from '../docker/open-engine.js';
import { brokerLogging } from '../places.js';
import { freePort } from '../process/free-port.js';
import type { PartProvider } from '../provider.js';
import { quickStart } from './broker-jvm.js';
import { brokerProperties } from './broker-properties.js';
import { newClusterId } from './cluster-id.js';
import type { KafkaPart, KafkaRequest } from './kafka-part.js';

const startupTimeoutMs = 120_000;
const controllerPort = 19_093;
const properties = '/tmp/hub/server.properties';
const logging = '/tmp/hub/log4j2.properties';

export interface KafkaContainerSettings {
  readonly kafkaImage: string;
  readonly ryukImage: string;
  readonly dockerHost: string | undefined;
}

/**
 * A broker in a container, from any image laid out like the official one: jars in `/opt/kafka/libs`
 * and `java` on the PATH. Its own start script is not used, so a stand-in needs none.
 */
export function kafkaByContainer(
  settings: KafkaContainerSettings,
): PartProvider<KafkaRequest, KafkaPart> {
  return {
    way: 'container',
    async provide({ brokers, log }) {
      if (brokers === 3) return { unavailable: 'three brokers are started as processes only' };

      const { kafkaImage: image, ryukImage, dockerHost } = settings;
      const wish: EngineWish = { image, ryukImage, dockerHost, log };
      const open = await openEngine(wish);
      if ('unavailable' in open) return open;
      return await start(open.engine, image);
    },
  };
}

async function start(engine: string, image: string): Promise<KafkaPart> {
  // Loaded here, as it takes a second that nobody without an engine should spend.
  const { containerHost, GuardedContainer } = await import('../docker/guarded-container.js');
  const { Wait } = await import('testcontainers');

  // One number inside and outside: the broker must tell clients its outer port before it starts.
  const port = await freePort();
  const advertised = `${await containerHost()}:${String(port)}`;
  const settings = brokerProperties({
    ...{ nodeId: 1, voters: [`1@127.0.0.1:${String(controllerPort)}`], listenHost: '0.0.0.0' },
    ...{ port, controllerPort, advertised, dataDirectory: '/tmp/hub/data' },
  });
  const kafka = new GuardedContainer(engine, image);
  const container = await kafka
    .withEntrypoint(['sh', '-c'])
    .withCommand([startScript()])
    .withCopyContentToContainer([
      { content: settings, target: properties, mode: 0o644 },
      { content: await readFile(brokerLogging, 'utf8'), target: logging, mode: 0o644 },
    ])
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .withStartupTimeout(startupTimeoutMs)
    .startGuarded();
  let stopped: Promise<void> | undefined;
  return {
    brokers: [advertised],
    way: 'container',
    nodes: [],
    stop: () => (stopped ??= kafka.remove(container)),
  };
}

function startScript(): string {
  const clusterId = newClusterId();
  const java = ['java', ...quickStart, `-Dlog4j2.configurationFile=${logging}`];
  const run = [...java, "-cp '/opt/kafka/libs/*'"].join(' ');
  return [
    `${run} -Xmx128m kafka.tools.StorageTool format --cluster-id ${clusterId} --config ${properties}`,
    `exec ${run} -Xms128m -Xmx512m kafka.Kafka ${properties}`,
  ].join(' && ');
}
