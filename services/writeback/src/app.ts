import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { HubError, systemClock } from '@hub/core';
import { DingTalkClient, StreamClient } from '@hub/dingtalk';
import { KafkaStrategy, Publisher, TopicTable } from '@hub/kafka';
import { DocumentReader, formsOf, K3CloudClient } from '@hub/kingdee';
import {
  connectRedis,
  createClaims,
  createRecentIndex,
  createSharedValues,
  type RedisLink,
} from '@hub/redis';
import {
  createLogger,
  createService,
  HealthChecks,
  PerTenant,
  TenantFolder,
  type Logger,
} from '@hub/service';
import { CallbackController, TAKES_POSTS } from './callback.controller.js';
import { CardRoutes } from './adapters/card-routes.js';
import { KafkaDirectory } from './adapters/directory-kafka.js';
import { KingdeeErp } from './adapters/erp-kingdee.js';
import { HttpIntake } from './adapters/intake-http.js';
import { StreamIntake } from './adapters/intake-stream.js';
import { KafkaLedger } from './adapters/ledger-kafka.js';
import { RedisShown } from './adapters/shown-redis.js';
import { TenantsFolder, writebackTenant } from './adapters/tenants-folder.js';
import { activeTraceparent, traced } from './adapters/traced-otel.js';
import type { Config } from './config.js';
import { decideClick } from './decide-click.js';
import type { Publish } from './ports.js';
import { rememberShown } from './remember-shown.js';
import { Sends } from './sends.js';
import { takeClick } from './take-click.js';
import { takeReply } from './take-reply.js';
import { DECIDE_CLICK, REMEMBER_SHOWN, WritebackController } from './writeback.controller.js';

const hourMs = 3_600_000;
const undecidedAfterMs = 15 * 60_000;
/** DingTalk delivers an unanswered message again for some minutes. */
const repliesMs = hourMs;
const replyLeaseMs = 15_000;
const shownPerPersonMax = 50;

@Module({})
class WritebackModule {}

/** Puts write-back together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'writeback', level: config.LOG_LEVEL });
  const { HUB_TENANTS_DIR: tenantsDir, HUB_SECRETS_DIR: secretsDir, REDIS_URL: redisUrl } = config;
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.writeback' };
  const folder = await TenantFolder.open({ tenantsDir, secretsDir, log: logger });
  const publisher = new Publisher(connection);
  const decisions = new TopicTable({ ...connection, topic: 'hub.decision.v1' });
  const people = new TopicTable({ ...connection, topic: 'hub.directory.v1' });
  const [link] = await Promise.all([
    redisUrl === undefined ? null : connectRedis(redisUrl, { log: logger }),
    publisher.connect(['dingtalk.click.v1', 'hub.decision.v1']),
    decisions.start(),
    people.start(),
  ]);

  const books = new PerTenant(folder, {
    make: ({ id, folder: own, kingdee }) => {
      if (kingdee === undefined) throw withoutErp(id);
      const client = new K3CloudClient(kingdee);
      return { client, reader: new DocumentReader(client, formsOf(own)) };
    },
    close: ({ client }) => client.close(),
  });
  const clients = new PerTenant(folder, {
    make: ({ dingtalk }) => new DingTalkClient({ ...dingtalk, tokens: createSharedValues(link) }),
    close: (client) => client.close(),
  });
  const publish: Publish = (outbound) => publisher.publish(outbound);
  const { module, intake, routes } = parts({
    config,
    logger,
    link,
    folder,
    clients,
    publish,
    tenants: new TenantsFolder(new PerTenant(folder, { make: writebackTenant })),
    erp: new KingdeeErp(books),
    ledger: new KafkaLedger(decisions, publish),
    directory: new KafkaDirectory(people),
  });
  const strategy = new KafkaStrategy({ ...connection, groupId: 'hub.writeback', publisher });
  const health = new HealthChecks();
  health.add('kafka', () => strategy.check());
  health.add('stream', () => intake.problem());
  if (link !== null) health.add('redis', () => link.problem());

  return createService({
    module,
    strategy,
    logger,
    health,
    // What is posted from outside is read only by whoever checks it first.
    rawBody: true,
    workers: [intake, routes],
    resources: [
      {
        name: 'tenants',
        close: () => {
          folder.close();
        },
      },
      { name: 'publisher', close: () => publisher.close() },
      { name: 'decisions', close: () => decisions.close() },
      { name: 'people', close: () => people.close() },
      { name: 'DingTalk clients', close: () => clients.close() },
      { name: 'Kingdee clients', close: () => books.close() },
      { name: 'Redis', close: () => link?.close() },
    ],
  });
}

/** Nothing is written into other systems; their documents carry no buttons of ours. */
function withoutErp(tenant: string): HubError {
  return new HubError(
    'WRITEBACK_NO_ERP',
    `tenant ${tenant} has no section kingdee, so nothing can be decided there; decide in the system itself`,
  );
}

interface Wired {
  readonly config: Config;
  readonly logger: Logger;
  readonly link: RedisLink | null;
  readonly folder: TenantFolder;
  readonly clients: PerTenant<DingTalkClient>;
  readonly publish: Publish;
  readonly tenants: TenantsFolder;
  readonly erp: KingdeeErp;
  readonly ledger: KafkaLedger;
  readonly directory: KafkaDirectory;
}

function parts({ config, logger, link, folder, clients, ...wired }: Wired): {
  module: DynamicModule;
  intake: StreamIntake;
  routes: CardRoutes;
} {
  const capabilityMs = config.WRITEBACK_CAPABILITY_HOURS * hourMs;
  const ports = {
    ...wired,
    traced,
    capabilityMs,
    undecidedAfterMs,
    clock: systemClock,
    settleMs: config.WRITEBACK_SETTLE_MS,
    sends: new Sends(),
    claims: createClaims(link, { leaseMs: replyLeaseMs, keepMs: repliesMs }),
    shown: new RedisShown(
      createRecentIndex(link, { keepMs: capabilityMs, fieldsMax: shownPerPersonMax }),
    ),
  };
  const pushed = { takeClick: takeClick(ports), takeReply: takeReply(ports), clients };
  const around = { tenants: folder, clock: systemClock, log: logger };
  const intake = new StreamIntake({
    ...pushed,
    ...around,
    connect: (options) =>
      new StreamClient({ ...options, gatewayHosts: config.DINGTALK_GATEWAY_HOSTS }),
  });
  const module: DynamicModule = {
    module: WritebackModule,
    controllers: [WritebackController, CallbackController],
    providers: [
      { provide: TAKES_POSTS, useValue: new HttpIntake({ ...pushed, ...around }) },
      { provide: DECIDE_CLICK, useValue: decideClick(ports) },
      { provide: REMEMBER_SHOWN, useValue: rememberShown(ports.shown, activeTraceparent) },
    ],
  };
  return { module, intake, routes: new CardRoutes({ ...around, clients }) };
}
