import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { systemClock } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import { Publisher, TopicTable } from '@hub/kafka';
import { DocumentReader, K3CloudClient } from '@hub/kingdee';
import { createLogger, createService, HealthChecks, TenantFolder, type Tenant } from '@hub/service';
import { DingTalkOrganisation } from './adapters/directory-dingtalk.js';
import { KingdeeErp } from './adapters/erp-kingdee.js';
import { PeopleTopic } from './adapters/people-topic.js';
import { WatermarksTopic } from './adapters/watermarks-topic.js';
import type { Config } from './config.js';
import { IngestKingdeeController, STATUSES } from './ingest-kingdee.controller.js';
import { IngestTelemetry } from './ingest-telemetry.js';
import { IngestWorker, type Connected } from './ingest-worker.js';
import { pollTenant } from './poll-tenant.js';
import type { Events, KnownPeople, Log } from './ports.js';
import { publishNews } from './publish-news.js';
import { unreadiness } from './readiness.js';
import { syncPeople } from './sync-people.js';

/** A tenant that was not read for so long is stale. */
const staleMs = 60_000;

@Module({})
class IngestModule {}

/** Puts ingest together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'ingest-kingdee', level: config.LOG_LEVEL });
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.ingest-kingdee' };
  const folder = await TenantFolder.open({
    tenantsDir: config.HUB_TENANTS_DIR,
    secretsDir: config.HUB_SECRETS_DIR,
    log: logger,
  });
  const publisher = new Publisher(connection);
  const watermarks = new TopicTable({ ...connection, topic: 'hub.watermark.v1' });
  const people = new TopicTable({ ...connection, topic: 'hub.directory.v1' });
  await Promise.all([publisher.connect(), watermarks.start(), people.start()]);

  const known = new PeopleTopic(people);
  const telemetry = new IngestTelemetry();
  const worker = new IngestWorker({
    tenants: folder,
    connect: (tenant) =>
      connect(tenant, { config, events: publisher, known, telemetry, log: logger }),
    watermarks: new WatermarksTopic(watermarks),
    clock: systemClock,
    log: logger,
  });

  const health = new HealthChecks();
  health.add('tenants', () => unreadiness(worker.statuses, staleMs, systemClock.now()));
  const module: DynamicModule = {
    module: IngestModule,
    controllers: [IngestKingdeeController],
    providers: [{ provide: STATUSES, useValue: () => worker.statuses }],
  };
  return createService({
    module,
    logger,
    health,
    workers: [worker],
    resources: [
      {
        name: 'tenants',
        close: () => {
          folder.close();
        },
      },
      { name: 'publisher', close: () => publisher.close() },
      { name: 'watermarks', close: () => watermarks.close() },
      { name: 'people', close: () => people.close() },
    ],
  });
}

interface Shared {
  readonly config: Config;
  readonly events: Events;
  readonly known: KnownPeople;
  readonly telemetry: IngestTelemetry;
  readonly log: Log;
}

/** The connections of one tenant, with its own credentials, and the work done over them. */
function connect(tenant: Tenant, shared: Shared): Connected {
  const { config, events, known, telemetry, log } = shared;
  const client = new K3CloudClient(tenant.kingdee);
  const dingtalk = new DingTalkClient(tenant.dingtalk);
  const erp = new KingdeeErp({
    client,
    reader: new DocumentReader(client),
    organisations: tenant.kingdee.organisations,
  });
  const directory = new DingTalkOrganisation(dingtalk);
  const clock = systemClock;
  const publish = publishNews({ events, telemetry, clock, log });
  return {
    loop: {
      people: { tenant: tenant.id, listed: tenant.people },
      pollIntervalMs: config.INGEST_POLL_INTERVAL_MS ?? tenant.kingdee.pollIntervalMs,
      directoryIntervalMs:
        config.INGEST_DIRECTORY_INTERVAL_MS ?? tenant.kingdee.directoryIntervalMs,
      poll: pollTenant(erp, publish, clock),
      sync: syncPeople({ erp, directory, known, events, clock, log }),
      peopleKnown: known.of(tenant.id).size > 0,
      telemetry,
    },
    close: async () => {
      await Promise.all([client.close(), dingtalk.close()]);
    },
  };
}
