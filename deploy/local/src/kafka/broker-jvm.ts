import { existsSync } from 'node:fs';

import { brokerLogging } from '../places.js';

export interface BrokerJvm {
  readonly java: string;
  readonly classPath: string;
  /** Loaded classes saved from an earlier start; a start takes half the time with it. */
  readonly archive: string | undefined;
}

/** Quick start over top speed: a broker of ours lives for minutes and shares two cores with everybody. */
export const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** The command line (less `java`) of one of the broker's two main classes. */
export function jvmArguments(
  jvm: BrokerJvm,
  mainClass: 'kafka.Kafka' | 'kafka.tools.StorageTool',
  args: readonly string[],
  extra: readonly string[] = [],
): string[] {
  const heap = mainClass === 'kafka.Kafka' ? ['-Xms128m', '-Xmx512m'] : ['-Xmx128m'];
  const archive =
    jvm.archive !== undefined && existsSync(jvm.archive)
      ? [`-XX:SharedArchiveFile=${jvm.archive}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off']
      : [];
  const logging = `-Dlog4j2.configurationFile=${brokerLogging}`;
  const options = [...heap, ...quickStart, ...archive, ...extra, logging];
  return [...options, '-cp', jvm.classPath, mainClass, ...args];
}
