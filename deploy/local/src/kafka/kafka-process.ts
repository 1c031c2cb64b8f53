import { createRunDirectory, type RunDirectory } from '../process/run-directory.js';
import type { Machine } from '../process/system-package.js';
import type { Log, PartProvider } from '../provider.js';
import type { BrokerJvm } from './broker-jvm.js';
import { layOutCluster, type BrokerNode } from './broker-node.js';
import { requireClassArchive } from './class-archive.js';
import { requireJava } from './java.js';
import { classPath, requireJars } from './kafka-jars.js';
import type { KafkaPart, KafkaRequest } from './kafka-part.js';

/** A port that was free can be taken before the broker has it; then new ports are drawn. */
const attemptsMax = 3;
const portTaken = /Address already in use|BindException/;

export interface KafkaProcessSettings {
  readonly cacheDirectory: string;
  readonly javaHome: string | undefined;
  readonly path: string;
}

/** Brokers of our own: Apache Kafka from Maven Central, in KRaft mode, on free ports. */
export function kafkaByProcess(
  settings: KafkaProcessSettings,
): PartProvider<KafkaRequest, KafkaPart> {
  return {
    way: 'process',
    async provide({ brokers, log }) {
      const jvm = await prepare(settings, log);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await startCluster(jvm, brokers, log);
        } catch (error) {
          if (attempt === attemptsMax || !portTaken.test(String(error))) throw error;
        }
      }
    },
  };
}

async function prepare(settings: KafkaProcessSettings, log: Log): Promise<BrokerJvm> {
  const { cacheDirectory, javaHome, path } = settings;
  const machine: Machine = { path, isRoot: process.getuid?.() === 0, log };
  const java = await requireJava(javaHome, machine);
  const libs = await requireJars(cacheDirectory, machine);
  const jars = await classPath(libs);
  const archive = await requireClassArchive(java, libs, jars, log);
  return { java: java.program, classPath: jars, archive };
}

async function startCluster(jvm: BrokerJvm, count: 1 | 3, log: Log): Promise<KafkaPart> {
  const directory = await createRunDirectory();
  let nodes: BrokerNode[] = [];
  try {
    nodes = await layOutCluster(jvm, directory.path, count, log);
    // Together, as each waits for the others to form a quorum.
    const started = await Promise.allSettled(nodes.map((node) => node.start()));
    for (const start of started) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    await stop(nodes, directory);
    throw error;
  }
  return {
    brokers: nodes.map((node) => node.address),
    way: 'process',
    nodes,
    stop: () => stop(nodes, directory),
  };
}

/** The data goes too, so nothing is gained by letting the brokers say goodbye. */
async function stop(nodes: readonly BrokerNode[], directory: RunDirectory): Promise<void> {
  await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
  await directory.remove();
}
