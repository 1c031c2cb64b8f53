import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awaitBroker, ensureTopics } from '@hub/kafka';
import { startKafka, startRedis, type KafkaPart, type RedisPart } from '@hub/local';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';
import { writeEnvironment } from '../doctor/environment-file.js';
import { root } from '../root.js';
import { makePlace, writeSecrets, type Place } from './place.js';
import { ServiceProcess } from './service-process.js';

const serviceNames = ['ingest-kingdee', 'router', 'notifier-dingtalk', 'writeback'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface RunningHubOptions {
  /** Told what is being done, one line each. */
  readonly log: (line: string) => void;
  readonly onCrash: (name: string, code: number | null, logFile: string) => void;
  /** How often the ERP is asked, in milliseconds. */
  readonly pollIntervalMs?: number;
  /** Folder below `.local/` for logs and traces; default `test-runs`. `npm start -- --trace` looks into `runs`. */
  readonly keepIn?: string;
  /** True to start a broker and a Redis that nobody else uses, whatever the environment offers. */
  readonly ownParts?: boolean;
  /** More of the environment of all services. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Everything of the hub, running on this machine: real Kafka, real Redis, two simulators, four services. */
export interface RunningHub {
  readonly kafka: KafkaPart;
  readonly redis: RedisPart;
  readonly kingdee: KingdeeSimulator;
  readonly dingtalk: DingTalkSimulator;
  readonly place: Place;
  readonly services: ReadonlyMap<ServiceName, ServiceProcess>;
  /** Starts one service again, after a test ended it. */
  restart(name: ServiceName): Promise<void>;
  /** What a service has logged so far. */
  logOf(name: ServiceName): Promise<string>;
  stop(): Promise<void>;
}

type Stop = () => Promise<unknown>;

/** Starts the whole hub. Whatever was started is stopped again when a later step fails. */
export async function startHub(options: RunningHubOptions): Promise<RunningHub> {
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    return await startAll(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  options: RunningHubOptions,
  stops: Stop[],
  stop: () => Promise<void>,
): Promise<RunningHub> {
  const { log } = options;
  const way = options.ownParts === true ? { onlyWay: 'process' as const } : {};
  const [kafka, redis] = await Promise.all([
    startKafka({ log, ...way }),
    startRedis({ log, ...way }),
  ]);
  stops.push(
    () => kafka.stop(),
    () => redis.stop(),
  );
  await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
  await ensureTopics(kafka.brokers, { replicationFactor: 1 });
  log('topics of the catalogue are there');

  const kingdee = await startKingdeeSimulator();
  stops.push(() => kingdee.close());
  const dingtalk = await startDingTalkSimulator();
  stops.push(() => dingtalk.close());
  log(`simulators listen: Kingdee ${kingdee.control}  DingTalk ${dingtalk.control}`);

  const began = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const place = makePlace(root, options.keepIn ?? 'test-runs', `${began}-${String(process.pid)}`);
  writeSecrets(place, kingdee, dingtalk);
  const services = new Map<ServiceName, ServiceProcess>();
  const environment = environmentOf({ kafka, redis, kingdee, dingtalk, place }, options);
  writeEnvironment(place.folder, environment);
  const start = async (name: ServiceName): Promise<void> => {
    const spans = { HUB_TRACE_FILE: join(place.tracesDir, `${name}.jsonl`) };
    const service = await ServiceProcess.start({
      name,
      root,
      environment: { ...environment, ...spans },
      logsDir: place.logsDir,
      onCrash: options.onCrash,
    });
    services.set(name, service);
  };
  stops.push(() => Promise.all([...services.values()].map((service) => service.stop())));
  await Promise.all(serviceNames.map(start));
  log(`services are ready: ${serviceNames.join(', ')}`);
  return {
    ...{ kafka, redis, kingdee, dingtalk, place, services, stop },
    restart: start,
    logOf: (name) => readFile(join(place.logsDir, `${name}.log`), 'utf8'),
  };
}

type Started = Pick<RunningHub, 'kafka' | 'redis' | 'kingdee' | 'dingtalk' | 'place'>;

function environmentOf(
  started: Started,
  { pollIntervalMs, environment }: RunningHubOptions,
): Record<string, string> {
  const { kafka, redis, kingdee, dingtalk, place } = started;
  return {
    KAFKA_BROKERS: kafka.brokers.join(','),
    REDIS_URL: redis.url,
    HUB_TENANTS_DIR: place.tenantsDir,
    HUB_SECRETS_DIR: place.secretsDir,
    KINGDEE_URL: kingdee.url,
    DINGTALK_API_URL: dingtalk.api,
    DINGTALK_OAPI_URL: dingtalk.oapi,
    ...(pollIntervalMs === undefined
      ? {}
      : {
          INGEST_POLL_INTERVAL_MS: String(pollIntervalMs),
          INGEST_DIRECTORY_INTERVAL_MS: '5000',
        }),
    ...environment,
  };
}
