import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { systemClock } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import { Publisher, TopicTable } from '@hub/kafka';
import { connectRedis, createSharedValues, type RedisLink } from '@hub/redis';
import {
  createLogger,
  createService,
  HealthChecks,
  TenantFolder,
  type Logger,
  type Tenant,
} from '@hub/service';
import type { SourceKind } from '@hub/source';
import { Account } from './accounts/account.js';
import { accountPlans, homeOf, type AccountPlan } from './accounts/account-plan.js';
import { DingTalkOrganisation } from './adapters/directory-dingtalk.js';
import { followKnown } from './adapters/known-topic.js';
import { FormWatch } from './accounts/form-watch.js';
import { openKingdee, openSource } from './accounts/open-source.js';
import { PeopleTopic } from './adapters/people-topic.js';
import { KafkaShare } from './adapters/share-kafka.js';
import { WatermarksTopic } from './adapters/watermarks-topic.js';
import type { Config } from './config.js';
import { dutiesOf } from './duties.js';
import { WatchesTopic } from './facts/watches.js';
import { HintGate } from './hints/hint-gate.js';
import { HintsController } from './hints/hints.controller.js';
import { IngestKingdeeController, STATUSES } from './ingest-kingdee.controller.js';
import { IngestTelemetry } from './ingest-telemetry.js';
import { IngestWorker, type PeopleAtWork } from './ingest-worker.js';
import { KnownStore } from './known-store.js';
import { PeopleLoop } from './people-loop.js';
import { Publication } from './publishing/publication.js';
import { unreadiness } from './readiness.js';
import { Receivers } from './receivers.js';
import { SourcesController } from './sources.controller.js';
import { sourceKinds } from './source-kinds.js';
import { syncPeople } from './sync-people.js';

/** A tenant that was not read for so long is stale. */
const staleMs = 60_000;
const directoryIntervalMs = 30_000;
const clock = systemClock;

@Module({})
class IngestModule {}

/** Puts ingest together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'ingest-kingdee', level: config.LOG_LEVEL });
  const kinds = await sourceKinds(config.HUB_SOURCE_MODULES ?? []);
  const folder = await TenantFolder.open({
    tenantsDir: config.HUB_TENANTS_DIR,
    secretsDir: config.HUB_SECRETS_DIR,
    log: logger,
    sourceKinds: kinds,
  });
  const redisUrl = config.REDIS_URL;
  const [topics, link] = await Promise.all([
    openTopics(config.KAFKA_BROKERS),
    redisUrl === undefined ? null : connectRedis(redisUrl, { log: logger }),
  ]);
  const { worker, receivers } = workOf({ config, kinds, folder, logger, topics, link });
  const { tables, publisher } = topics;

  const health = new HealthChecks();
  health.add('tenants', () => unreadiness(worker.statuses, staleMs, clock.now()));
  return createService({
    module: moduleOf(worker, receivers, folder),
    logger,
    health,
    rawBody: true,
    workers: [worker],
    resources: [
      {
        name: 'tenants',
        close: () => {
          folder.close();
        },
      },
      { name: 'receivers', close: () => receivers.close() },
      { name: 'publisher', close: () => publisher.close() },
      ...tables.map((table) => ({ name: 'tables', close: () => table.close() })),
      { name: 'Redis', close: () => link?.close() },
    ],
  });
}

function moduleOf(
  worker: IngestWorker<AccountPlan, Account>,
  receivers: Receivers,
  folder: TenantFolder,
): DynamicModule {
  const gate = new HintGate({
    tenantOf: (id) => {
      const tenant = folder.current().get(id);
      if (tenant?.hints === undefined) return null;
      return { ...tenant.hints, forms: tenant.kingdee?.forms ?? [] };
    },
    wake: (tenant, form) => worker.wake(tenant, form),
    clock,
  });
  return {
    module: IngestModule,
    controllers: [IngestKingdeeController, HintsController, SourcesController],
    providers: [
      { provide: STATUSES, useValue: () => worker.statuses },
      { provide: HintGate, useValue: gate },
      { provide: Receivers, useValue: receivers },
    ],
  };
}

type Topics = Awaited<ReturnType<typeof openTopics>>;

/** Everything that is kept in topics: read to its end, then kept up to date. */
async function openTopics(brokers: readonly string[]) {
  const connection = { brokers, clientId: 'hub.ingest-kingdee' };
  const publisher = new Publisher(connection);
  const watermarks = new TopicTable({ ...connection, topic: 'hub.watermark.v1' });
  const people = new TopicTable({ ...connection, topic: 'hub.directory.v1' });
  const known = new KnownStore();
  const tables = [watermarks, people, followKnown(connection, known, clock)];
  await Promise.all([publisher.connect(), ...tables.map((table) => table.start())]);
  return {
    connection,
    publisher,
    tables,
    known,
    watermarks: new WatermarksTopic(watermarks),
    people: new PeopleTopic(people),
  };
}

interface Wiring {
  readonly config: Config;
  readonly kinds: readonly SourceKind[];
  readonly folder: TenantFolder;
  readonly logger: Logger;
  readonly topics: Topics;
  readonly link: RedisLink | null;
}

function workOf(wiring: Wiring): {
  worker: IngestWorker<AccountPlan, Account>;
  receivers: Receivers;
} {
  const { kinds, folder, logger, topics, config } = wiring;
  const { publisher: events, known, watermarks, people, connection } = topics;
  const plans = (): readonly AccountPlan[] =>
    accountPlans(folder.current().values(), kinds, {
      kingdee: openKingdee,
      source: (tenant, name) => openSource(tenant, name, kinds),
    });
  const forms = new FormWatch(logger, plans);
  const telemetry = new IngestTelemetry();
  const watches = new WatchesTopic({ watermarks, events, clock });
  const shared = { events, known, telemetry, clock, log: logger };
  const worker = new IngestWorker<AccountPlan, Account>({
    tenants: folder,
    plans,
    share: new KafkaShare({
      connection,
      publisher: events,
      clock,
      onFatal: (error) => {
        logger.fatal({ code: error.code }, error.message);
        process.exit(1);
      },
    }),
    open: (plan, isOurs) => {
      const isHome = (tenant: string): boolean => homeOf(plans(), tenant)?.key === plan.key;
      const ports = {
        ...shared,
        watermarks,
        peopleKnown: (tenant: string) => people.knows(tenant),
        dutiesOf: dutiesOf(plan.tenants, watches, isHome),
        fixedMs: config.INGEST_POLL_INTERVAL_MS ?? null,
      };
      const account = new Account(plan, ports, isOurs);
      forms.opened(plan, account.scopes);
      return account;
    },
    people: (plan, account, isOurs) =>
      plan.tenants
        .filter(({ id }) => homeOf(plans(), id)?.key === plan.key)
        .map((tenant) => peopleOf(tenant, account, isOurs, wiring)),
    catchUp: async () => {
      await Promise.all(topics.tables.map((table) => table.catchUp()));
    },
    clock,
    log: logger,
  });
  const publication = new Publication(shared, () => undefined);
  const tenants = (): ReadonlyMap<string, Tenant> => folder.current();
  return { worker, receivers: new Receivers({ kinds, tenants, known, publication, clock }) };
}

function peopleOf(
  tenant: Tenant,
  account: Account,
  isOurs: () => boolean,
  { topics, logger, config, link }: Wiring,
): PeopleAtWork {
  const dingtalk = new DingTalkClient({ ...tenant.dingtalk, tokens: createSharedValues(link) });
  const loop = new PeopleLoop({
    scope: { tenant: tenant.id, listed: tenant.people },
    intervalMs:
      config.INGEST_DIRECTORY_INTERVAL_MS ??
      tenant.kingdee?.directoryIntervalMs ??
      directoryIntervalMs,
    sync: syncPeople({
      users: account.users,
      directory: new DingTalkOrganisation(dingtalk),
      known: topics.people,
      events: topics.publisher,
      clock,
      log: logger,
    }),
    isOurs,
    onRead: () => {
      account.peopleRead(tenant.id);
    },
    clock,
    log: logger,
  });
  return {
    get fault() {
      return loop.fault;
    },
    start: () => {
      loop.start();
    },
    close: async () => {
      await loop.close();
      await dingtalk.close();
    },
  };
}
