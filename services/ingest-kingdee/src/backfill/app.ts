import { HubError, systemClock } from '@hub/core';
import { Publisher, TopicTable } from '@hub/kafka';
import type { Document } from '@hub/schemas';
import { createLogger, TenantFolder, type Logger, type Tenant } from '@hub/service';
import type { Position, Source } from '@hub/source';
import { accountPlans, type AccountPlan } from '../accounts/account-plan.js';
import { openKingdee, openSource } from '../accounts/open-source.js';
import { WatermarksTopic } from '../adapters/watermarks-topic.js';
import type { Config } from '../config.js';
import { sourceKinds } from '../source-kinds.js';
import type { BackfillArguments } from './arguments.js';
import { backfillForm, type BackfillReport } from './backfill-form.js';

const topic = 'kingdee.document.v1';
const clock = systemClock;

/**
 * Reads one form of one tenant over a span of time and publishes it as history. It needs no service and disturbs none.
 *
 * @throws HubError that says what to mend
 */
export async function runBackfill(
  config: Config,
  wanted: BackfillArguments,
  signal: AbortSignal,
): Promise<BackfillReport> {
  const logger = createLogger({ service: 'backfill', level: config.LOG_LEVEL });
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'hub.backfill' };
  const { plan, source } = await openSourceOf(config, wanted, logger);
  const publisher = new Publisher(connection);
  const watermarks = new TopicTable({ ...connection, topic: 'hub.watermark.v1' });
  try {
    await Promise.all([publisher.connect([topic]), watermarks.start()]);
    const place = { tenant: wanted.tenant, form: placeOf(wanted) };
    const before = wanted.again
      ? null
      : new WatermarksTopic(watermarks).get(place.tenant, place.form);
    const report = await backfillForm({
      ...wanted,
      source,
      name: plan.source,
      tenants: plan.scopes(source).filter(({ tenant }) => tenant === wanted.tenant),
      to: wanted.to ?? clock.now(),
      resumeAt: before,
      publish: (events) => publish(publisher, events),
      save: async (position) => {
        await save(publisher, place, position);
        logger.info({ ...place, at: new Date(position.modifiedAt).toISOString() }, 'backfill');
      },
      onMalformed: ({ form, documentId, number, code, reason }) => {
        logger.error(
          { tenant: wanted.tenant, form, documentId, number, code, reason },
          'malformed',
        );
      },
      clock,
      signal,
    });
    logger.info({ ...place, ...report }, report.complete ? 'backfill done' : 'backfill stopped');
    return report;
  } finally {
    await Promise.all([publisher.close(), watermarks.close(), source.close()]);
  }
}

async function publish(publisher: Publisher, events: readonly Document[]): Promise<void> {
  await publisher.publish(events.map((value) => ({ topic, value })));
}

async function save(
  publisher: Publisher,
  place: { readonly tenant: string; readonly form: string },
  { modifiedAt, documentId }: Position,
): Promise<void> {
  const value = { ...place, modifiedAt, documentId, readAt: clock.now() };
  await publisher.publish([{ topic: 'hub.watermark.v1', value }]);
}

/** Another beginning is another backfill; an end may move, and then it goes on from where it got to. */
function placeOf({ form, from }: BackfillArguments): string {
  return `backfill:${form}:${new Date(from).toISOString()}`;
}

async function openSourceOf(
  config: Config,
  { tenant: id, form }: BackfillArguments,
  logger: Logger,
): Promise<{ readonly plan: AccountPlan; readonly source: Source }> {
  const kinds = await sourceKinds(config.HUB_SOURCE_MODULES ?? []);
  const folder = await TenantFolder.open({
    tenantsDir: config.HUB_TENANTS_DIR,
    secretsDir: config.HUB_SECRETS_DIR,
    log: logger,
    sourceKinds: kinds,
  });
  const tenant: Tenant | undefined = folder.current().get(id);
  folder.close();
  if (tenant === undefined) {
    throw new HubError(
      'TENANT_UNKNOWN',
      `there is no tenant "${id}"; add its folder, or mend its tenant.yaml`,
    );
  }
  const plans = accountPlans([tenant], kinds, {
    kingdee: openKingdee,
    source: (one, name) => openSource(one, name, kinds),
  });
  for (const plan of plans) {
    const source = plan.open();
    if (source.forms.includes(form)) return { plan, source };
    await source.close();
  }
  throw new HubError(
    'INGEST_BACKFILL_FORM',
    `no source of ${id} reads ${form}; name it in the forms of its tenant.yaml`,
  );
}
