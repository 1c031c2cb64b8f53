import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { systemClock } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import { KafkaStrategy, Publisher } from '@hub/kafka';
import {
  connectRedis,
  createClaims,
  createLatestState,
  createLimiter,
  createRecentIndex,
  type RedisLink,
} from '@hub/redis';
import { createLogger, createService, HealthChecks, PerTenant, TenantFolder } from '@hub/service';
import { DingTalkCards, type Sender } from './adapters/cards-dingtalk.js';
import { RedisDocuments } from './adapters/documents-redis.js';
import { DingTalkRobot } from './adapters/robot-dingtalk.js';
import { RedisSentCards } from './adapters/sent-cards-redis.js';
import { notifierTenant, TenantsFolder } from './adapters/tenants-folder.js';
import { activeTraceparent } from './adapters/traceparent-otel.js';
import { closeStaleCards } from './close-stale-cards.js';
import type { Config } from './config.js';
import { convergeCard } from './converge-card.js';
import { deliverCommand } from './deliver-command.js';
import {
  CLOSE_STALE_CARDS,
  CONVERGE_CARD,
  DELIVER_COMMAND,
  NotifierDingtalkController,
} from './notifier-dingtalk.controller.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Longer than a call to DingTalk may take, so that a claim is not taken from who is still at it. */
const leaseMs = 15_000;
/** Commands are kept for 30 days; a replay of any of them finds that it was sent. */
const sentMs = 31 * dayMs;
const cardsPerDocumentMax = 20;
/** A command that waits for longer than that finds out by the click whether it was overtaken. */
const documentsMs = 6 * hourMs;

@Module({})
class NotifierModule {}

type ClosableSender = Sender & { readonly client: DingTalkClient };

/** Puts the notifier together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'notifier-dingtalk', level: config.LOG_LEVEL });
  const { HUB_TENANTS_DIR: tenantsDir, HUB_SECRETS_DIR: secretsDir, REDIS_URL: redisUrl } = config;
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.notifier-dingtalk' };
  const folder = await TenantFolder.open({ tenantsDir, secretsDir, log: logger });
  const publisher = new Publisher(connection);
  const [link] = await Promise.all([
    redisUrl === undefined ? null : connectRedis(redisUrl, { log: logger }),
    publisher.connect(['hub.receipt.v1']),
  ]);

  const tenants = new PerTenant(folder, { make: (tenant) => notifierTenant(tenant, logger) });
  const senders = new PerTenant<ClosableSender>(folder, {
    make: ({ dingtalk }) => ({
      client: new DingTalkClient(dingtalk),
      cardTemplateId: dingtalk.cardTemplateId,
    }),
    close: ({ client }) => client.close(),
  });
  const strategy = new KafkaStrategy({
    ...connection,
    groupId: 'hub.notifier-dingtalk',
    publisher,
  });
  const health = new HealthChecks();
  health.add('kafka', () => strategy.check());
  if (link !== null) health.add('redis', () => link.problem());

  return createService({
    module: moduleOf({ config, link, tenants: new TenantsFolder(tenants), senders }),
    strategy,
    logger,
    health,
    resources: [
      {
        name: 'tenants',
        close: () => {
          folder.close();
        },
      },
      { name: 'publisher', close: () => publisher.close() },
      { name: 'DingTalk clients', close: () => senders.close() },
      { name: 'Redis', close: () => link?.close() },
    ],
  });
}

interface Parts {
  readonly config: Config;
  readonly link: RedisLink | null;
  readonly tenants: TenantsFolder;
  readonly senders: PerTenant<ClosableSender>;
}

function moduleOf({ config, link, tenants, senders }: Parts): DynamicModule {
  const capabilityMs = config.NOTIFIER_CAPABILITY_HOURS * hourMs;
  const cardsMs = capabilityMs + 7 * dayMs;
  const shared = {
    tenants,
    clock: systemClock,
    limiter: createLimiter(link),
    cards: new DingTalkCards(senders),
    states: createLatestState(link, { keepMs: cardsMs }),
    documents: new RedisDocuments(createLatestState(link, { keepMs: documentsMs })),
    sentCards: new RedisSentCards(
      createRecentIndex(link, { keepMs: cardsMs, fieldsMax: cardsPerDocumentMax }),
    ),
  };
  const deliver = deliverCommand({
    ...shared,
    claims: createClaims(link, { leaseMs, keepMs: sentMs }),
    robot: new DingTalkRobot(senders),
    traceparent: activeTraceparent,
    capabilityMs,
  });
  return {
    module: NotifierModule,
    controllers: [NotifierDingtalkController],
    providers: [
      { provide: DELIVER_COMMAND, useValue: deliver },
      { provide: CONVERGE_CARD, useValue: convergeCard(shared) },
      { provide: CLOSE_STALE_CARDS, useValue: closeStaleCards(shared) },
    ],
  };
}
