import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePorts } from '../process/free-port.js';
import { PartProcess } from '../process/part-process.js';
import { runStep } from '../process/run-step.js';
import type { Log } from '../provider.js';
import { jvmArguments, type BrokerJvm } from './broker-jvm.js';
import { brokerProperties } from './broker-properties.js';
import { newClusterId } from './cluster-id.js';
import type { KafkaNode } from './kafka-part.js';

const host = '127.0.0.1';
const formatTimeoutMs = 60_000;
const readyWithinMs = 90_000;

/** A broker that is laid out on disk; `start` makes it run. */
export interface BrokerNode extends KafkaNode {
  start(): Promise<void>;
}

/** Lays out the brokers of one cluster under `directory`: ports, properties, formatted storage. */
export async function layOutCluster(
  jvm: BrokerJvm,
  directory: string,
  count: number,
  log: Log,
  extraJvmArguments: readonly string[] = [],
): Promise<BrokerNode[]> {
  const clusterId = newClusterId();
  const ports = await freePorts(count * 2);
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const controllerPort = (id: number): number => ports[count + id - 1] ?? 0;
  const voters = ids.map((id) => `${String(id)}@${host}:${String(controllerPort(id))}`);

  return await Promise.all(
    ids.map(async (id) => {
      const folder = join(directory, `broker-${String(id)}`);
      const port = ports[id - 1] ?? 0;
      const address = `${host}:${String(port)}`;
      await mkdir(folder, { recursive: true });
      const properties = join(folder, 'server.properties');
      const settings = {
        ...{ nodeId: id, voters, listenHost: host, port, controllerPort: controllerPort(id) },
        ...{ advertised: address, dataDirectory: join(folder, 'data') },
      };
      await writeFile(properties, brokerProperties(settings));
      await format(jvm, properties, clusterId, log);

      const broker = new PartProcess({
        command: jvm.java,
        args: jvmArguments(jvm, 'kafka.Kafka', [properties], extraJvmArguments),
        cwd: folder,
        logFile: join(folder, 'broker.log'),
        port,
        readyText: 'Kafka Server started',
        readyWithinMs,
      });
      return asNode(id, address, broker);
    }),
  );
}

function asNode(id: number, address: string, broker: PartProcess): BrokerNode {
  return {
    id,
    address,
    get pid() {
      return broker.pid;
    },
    start: () => broker.start(),
    kill: (signal) => broker.kill(signal),
    restart: () => broker.restart(),
  };
}

async function format(
  jvm: BrokerJvm,
  properties: string,
  clusterId: string,
  log: Log,
): Promise<void> {
  await runStep({
    label: 'kafka: formatting storage',
    command: jvm.java,
    args: jvmArguments(jvm, 'kafka.tools.StorageTool', [
      ...['format', '--cluster-id', clusterId],
      ...['--config', properties],
    ]),
    timeoutMs: formatTimeoutMs,
    remedy: 'remove the jars from the cache folder so that they are fetched again',
    log,
  });
}
