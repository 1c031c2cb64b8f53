import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { systemClock, type Clock } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import { KafkaStrategy, Publisher, type Connection } from '@hub/kafka';
import {
  connectRedis,
  createClaims,
  createLatestState,
  createLimiter,
  createQuotaLedger,
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
import { LedgerBudget } from './adapters/budget-ledger.js';
import { DingTalkCalendars } from './adapters/calendar-dingtalk.js';
import { DingTalkCards } from './adapters/cards-dingtalk.js';
import { DingTalkDings, type DingSender } from './adapters/ding-dingtalk.js';
import { RedisDocuments } from './adapters/documents-redis.js';
import { parkedInKafka } from './adapters/parked-kafka.js';
import { DingTalkPeople } from './adapters/people-dingtalk.js';
import { DingTalkGroups, type GroupSender } from './adapters/groups-dingtalk.js';
import { KafkaQuotaCheckpoints } from './adapters/quota-checkpoints-kafka.js';
import { DingTalkRobot } from './adapters/robot-dingtalk.js';
import { KafkaSendLog } from './adapters/send-log-kafka.js';
import { RedisSentCards } from './adapters/sent-cards-redis.js';
import { RedisSentEntries } from './adapters/sent-entries-redis.js';
import { KafkaTenantShare } from './adapters/tenant-share-kafka.js';
import { notifierTenant, TenantsFolder } from './adapters/tenants-folder.js';
import { DingTalkTodos } from './adapters/todos-dingtalk.js';
import { activeTraceparent } from './adapters/traceparent-otel.js';
import { KafkaWaiting } from './adapters/waiting-kafka.js';
import { DingTalkWork } from './adapters/work-dingtalk.js';
import { BundleRounds } from './bundles/bundle-rounds.js';
import type { BundlePorts } from './bundles/tell-bundles.js';
import { SentChecks, type CheckPorts } from './checks/check-sent.js';
import { closeStaleCards, type ClosePorts } from './following/close-stale-cards.js';
import type { Config } from './config.js';
import { convergeCard } from './following/converge-card.js';
import { deliverCommand, type DeliverPorts } from './deliver-command.js';
import { SpentDings } from './channels/deliver-ding.js';
import {
  CLOSE_STALE_CARDS,
  CONVERGE_CARD,
  DELIVER_COMMAND,
  NotifierDingtalkController,
} from './notifier-dingtalk.controller.js';
import { ReadChecks } from './checks/read-checks.js';
import { Turns } from './sending/turns.js';
import { UnionIds } from './sending/union-ids.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Most requests of one call: with an access token that has ended, for another one, and with that. */
const requestsOfCallMax = 3;
/** Commands are kept for 30 days; a replay of any of them finds that it was sent. */
const sentMs = 31 * dayMs;
const cardsPerDocumentMax = 20;
/** What is due in a year stands in a calendar until then. */
const entriesMs = 400 * dayMs;
/** One to-do and one day of a calendar for each of a hundred people, by two templates. */
const entriesPerDocumentMax = 400;
/** A command that waits for longer than that finds out by the click whether it was overtaken. */
const documentsMs = 6 * hourMs;

/** Calls of so long at most are forgotten when Redis and all processes are lost at once. */
const checkpointMs = 15_000;
/** How often the results of work notifications are looked after. */
const checkEveryMs = 5_000;
/**
 * Room for the messages of one tenant to wait without holding up those of others behind them in the same partition:
 * calls wait in short lanes per tenant, everything else in Kafka's own order.
 */
const roomForAll = {
  // Fifty thousand messages of one tenant are 8,300 in each of six partitions: with 8,000 all others stood still for
  // twenty minutes. One that waits takes 2.4 KB and its bytes.
  ...{ lanesMax: 1_024, eventsMax: 10_000, bytesMax: 16 * 1024 * 1024 },
  // After an outage all cards have to agree within a minute, also when some updates still fail.
  retryMaxMs: 5_000,
};

@Module({})
class NotifierModule {}

type ClosableSender = DingSender & GroupSender & { readonly client: DingTalkClient };

/** Puts the notifier together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'notifier-dingtalk', level: config.LOG_LEVEL });
  const { HUB_TENANTS_DIR: tenantsDir, HUB_SECRETS_DIR: secretsDir } = config;
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.notifier-dingtalk' };
  const folder = await TenantFolder.open({ tenantsDir, secretsDir, log: logger });
  const publisher = new Publisher(connection);
  const [link] = await Promise.all([
    linkOf(config, logger),
    publisher.connect(['hub.receipt.v1', 'hub.send.v1']),
  ]);

  const shortened = {
    robotWindowMs: config.NOTIFIER_ROBOT_WINDOW_MS,
    digestEveryMs: config.NOTIFIER_DIGEST_EVERY_MS ?? null,
  };
  const tenants = new PerTenant(folder, {
    make: (tenant) => notifierTenant(tenant, logger, shortened),
  });
  const senders = sendersOf(config, folder, link);
  const strategy = new KafkaStrategy({
    ...connection,
    groupId: 'hub.notifier-dingtalk',
    publisher,
    limits: { ...roomForAll, sessionTimeoutMs: config.NOTIFIER_SESSION_TIMEOUT_MS },
  });
  const { log, waiting, checkpoints } = await openTopics({ ...connection, publisher });
  const clock = shifted(systemClock, config.NOTIFIER_MONTH_SHIFT_MS);
  const ledger = createQuotaLedger(link, { clock, checkpoints, checkpointMs });
  const budget = new LedgerBudget(ledger, clock);
  const limiter = createLimiter(link, { holdMs: config.NOTIFIER_CALL_TIMEOUT_MS });
  const turns = new Turns(limiter, systemClock, budget);
  const parts = partsOf({
    ...{ config, link, publisher, log, waiting, turns, budget, senders },
    tenants: new TenantsFolder(tenants),
  });
  const share = shareOf(config, connection, logger);
  const health = new HealthChecks();
  health.add('kafka', () => strategy.check());
  if (link !== null) health.add('redis', () => link.problem());

  return createService({
    module: moduleOf(parts),
    strategy,
    logger,
    health,
    workers: [
      new SentChecks(parts, logger, checkEveryMs, config.NOTIFIER_RESULT_AFTER_MS),
      new BundleRounds({ ...parts, share }, logger),
      new ReadChecks({ ...parts, share }, logger),
      { name: 'turns', start: () => Promise.resolve(), close: () => turns.close() },
    ],
    resources: [
      {
        name: 'tenants',
        close: () => {
          folder.close();
        },
      },
      { name: 'limits', close: () => limiter.giveBack() },
      { name: 'quota ledger', close: () => ledger.close() },
      { name: 'checkpoints of the quota', close: () => checkpoints.close() },
      { name: 'send log', close: () => log.close() },
      { name: 'waiting', close: () => waiting.close() },
      { name: 'publisher', close: () => publisher.close() },
      { name: 'DingTalk clients', close: () => senders.close() },
      { name: 'Redis', close: () => link?.close() },
    ],
  });
}

async function linkOf(config: Config, log: Logger): Promise<RedisLink | null> {
  const { REDIS_URL: url, NOTIFIER_REDIS_TIMEOUT_MS: commandTimeoutMs } = config;
  return url === undefined ? null : await connectRedis(url, { log, commandTimeoutMs });
}

/** What is kept in topics: read to its end, then kept up to date. */
async function openTopics(kafka: Connection & { readonly publisher: Publisher }): Promise<{
  readonly log: KafkaSendLog;
  readonly waiting: KafkaWaiting;
  readonly checkpoints: KafkaQuotaCheckpoints;
}> {
  const options = { ...kafka, clock: systemClock };
  const log = new KafkaSendLog(options);
  const waiting = new KafkaWaiting(options);
  const checkpoints = new KafkaQuotaCheckpoints(options);
  await Promise.all([log.start(), waiting.start(), checkpoints.start()]);
  return { log, waiting, checkpoints };
}

/** What is left of a month decides how sparing to be, so that a test has to choose its day. */
function shifted(clock: Clock, byMs: number): Clock {
  return { ...clock, now: () => clock.now() + byMs };
}

function sendersOf(
  config: Config,
  folder: TenantFolder,
  link: RedisLink | null,
): PerTenant<ClosableSender> {
  return new PerTenant<ClosableSender>(folder, {
    make: ({ dingtalk, groups }) => ({
      client: new DingTalkClient({
        ...dingtalk,
        requestTimeoutMs: config.NOTIFIER_CALL_TIMEOUT_MS,
        tokens: createSharedValues(link),
      }),
      cardTemplateId: dingtalk.cardTemplateId,
      agentId: dingtalk.agentId ?? null,
      dingBy: dingtalk.dingBy ?? 'APP',
      ...{ groups, oapi: dingtalk.oapi },
    }),
    close: ({ client }) => client.close(),
  });
}

function shareOf(config: Config, connection: Connection, logger: Logger): KafkaTenantShare {
  return new KafkaTenantShare({
    connection,
    sessionTimeoutMs: config.NOTIFIER_SESSION_TIMEOUT_MS,
    onFatal: (error) => {
      logger.fatal({ code: error.code }, error.message);
      process.exit(1);
    },
  });
}

interface Foundations {
  readonly config: Config;
  readonly link: RedisLink | null;
  readonly publisher: Publisher;
  readonly log: KafkaSendLog;
  readonly waiting: KafkaWaiting;
  readonly turns: Turns;
  readonly budget: LedgerBudget;
  readonly tenants: TenantsFolder;
  readonly senders: PerTenant<ClosableSender>;
}

type Parts = DeliverPorts & ClosePorts & CheckPorts & BundlePorts;

function partsOf({
  config,
  link,
  publisher,
  log,
  waiting,
  turns,
  budget,
  tenants,
  senders,
}: Foundations): Parts {
  const capabilityMs = config.NOTIFIER_CAPABILITY_HOURS * hourMs;
  const cardsMs = capabilityMs + 7 * dayMs;
  return {
    ...{ tenants, log, waiting, turns, budget, capabilityMs },
    clock: systemClock,
    cards: new DingTalkCards(senders),
    robot: new DingTalkRobot(senders),
    work: new DingTalkWork(senders),
    dings: new DingTalkDings(senders),
    spentDings: new SpentDings(systemClock),
    todos: new DingTalkTodos(senders),
    calendars: new DingTalkCalendars(senders),
    unionIds: new UnionIds(new DingTalkPeople(senders), turns),
    groups: new DingTalkGroups(senders),
    tell: (outbound) => publisher.publish(outbound),
    park: parkedInKafka(publisher, systemClock),
    // Longer than a call to DingTalk may take, so that a claim is not taken from who is still at it.
    claims: createClaims(link, {
      leaseMs: requestsOfCallMax * config.NOTIFIER_CALL_TIMEOUT_MS,
      keepMs: sentMs,
    }),
    states: createLatestState(link, { keepMs: cardsMs }),
    documents: new RedisDocuments(createLatestState(link, { keepMs: documentsMs })),
    sentCards: new RedisSentCards(
      createRecentIndex(link, { keepMs: cardsMs, fieldsMax: cardsPerDocumentMax }),
    ),
    sentEntries: new RedisSentEntries(
      createRecentIndex(link, { keepMs: entriesMs, fieldsMax: entriesPerDocumentMax }),
    ),
    traceparent: activeTraceparent,
  };
}

function moduleOf(parts: Parts): DynamicModule {
  return {
    module: NotifierModule,
    controllers: [NotifierDingtalkController],
    providers: [
      { provide: DELIVER_COMMAND, useValue: deliverCommand(parts) },
      { provide: CONVERGE_CARD, useValue: convergeCard(parts) },
      { provide: CLOSE_STALE_CARDS, useValue: closeStaleCards(parts) },
    ],
  };
}
