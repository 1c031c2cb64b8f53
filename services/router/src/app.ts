import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { systemClock } from '@hub/core';
import { KafkaStrategy, Publisher, TopicTable } from '@hub/kafka';
import { createLogger, createService, HealthChecks } from '@hub/service';
import { DirectoryTable } from './adapters/directory-table.js';
import { RulesFolder } from './adapters/rules-folder.js';
import type { Config } from './config.js';
import { routeDocument } from './route-document.js';
import { ROUTE_DOCUMENT, RouterController, TELL_DECISION } from './router.controller.js';
import { tellDecision } from './tell-decision.js';

@Module({})
class RouterModule {}

/** Puts the router together, unstarted. */
export async function createApp(config: Config): Promise<INestApplication> {
  const logger = createLogger({ service: 'router', level: config.LOG_LEVEL });
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.router' };
  const publisher = new Publisher(connection);
  const people = new TopicTable({ ...connection, topic: 'hub.directory.v1' });
  await Promise.all([publisher.connect(), people.start()]);

  const rules = new RulesFolder({
    tenantsDir: config.HUB_TENANTS_DIR,
    clock: systemClock,
    log: logger,
  });
  const directory = new DirectoryTable(people);
  const module: DynamicModule = {
    module: RouterModule,
    controllers: [RouterController],
    providers: [
      { provide: ROUTE_DOCUMENT, useValue: routeDocument(rules, directory) },
      { provide: TELL_DECISION, useValue: tellDecision(directory) },
    ],
  };

  const strategy = new KafkaStrategy({ ...connection, groupId: 'hub.router', publisher });
  const health = new HealthChecks();
  health.add('kafka', () => strategy.check());
  return createService({
    module,
    strategy,
    logger,
    health,
    resources: [
      { name: 'publisher', close: () => publisher.close() },
      { name: 'directory', close: () => people.close() },
    ],
  });
}
