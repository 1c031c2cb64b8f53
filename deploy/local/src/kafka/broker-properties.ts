export interface BrokerSettings {
  readonly nodeId: number;
  /** `id@host:port` of every controller. */
  readonly voters: readonly string[];
  readonly listenHost: string;
  readonly port: number;
  readonly controllerPort: number;
  /** What clients are told to dial. */
  readonly advertised: string;
  readonly dataDirectory: string;
}

/** The `server.properties` of one broker that is its own KRaft controller too. */
export function brokerProperties(settings: BrokerSettings): string {
  const replicas = settings.voters.length;
  const inSync = Math.max(1, replicas - 1);
  const { listenHost, port, controllerPort } = settings;

  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': settings.nodeId,
    'controller.quorum.voters': settings.voters.join(','),
    listeners: `PLAINTEXT://${listenHost}:${String(port)},CONTROLLER://${listenHost}:${String(controllerPort)}`,
    'advertised.listeners': `PLAINTEXT://${settings.advertised}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': settings.dataDirectory,
    'auto.create.topics.enable': 'false',

    // A cluster of three survives the loss of one; a single broker has nobody to wait for.
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,

    // Small and quick: these topics have 50 partitions otherwise, and the cleaner takes 128 MB.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.num.partitions': 4,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.segment.bytes': 16 * 1024 * 1024,
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,

    // Nobody waits for a second consumer, and a dead one or a dead broker is noticed soon.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'broker.heartbeat.interval.ms': 1_000,
    'broker.session.timeout.ms': 5_000,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .join('');
}
