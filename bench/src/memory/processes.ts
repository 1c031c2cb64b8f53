import type { RunningHub } from '@hub/cli';

/** A process of the running hub. */
export interface NamedProcess {
  readonly name: string;
  readonly pid: number;
}

/** The processes of the services. */
export function servicesOf({ services }: RunningHub): readonly NamedProcess[] {
  return [...services].map(([name, { pid }]) => {
    if (pid === undefined) throw new Error(`${name} is not running`);
    return { name, pid };
  });
}

/** Everything that shares the cores with the services and can be watched from here. */
export function processesOf(hub: RunningHub): readonly NamedProcess[] {
  const brokers = hub.kafka.nodes.flatMap(({ pid }) =>
    pid === undefined ? [] : [{ name: 'Kafka broker', pid }],
  );
  const self = { name: 'simulators and this program', pid: process.pid };
  return [...servicesOf(hub), ...brokers, self];
}
