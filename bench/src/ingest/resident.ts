import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceProcess, waitFor } from '@hub/cli';
import { systemClock } from '@hub/core';
import { ensureTopics, readGroupLag } from '@hub/kafka';
import { residentOf } from '../memory/process-status.js';
import { OutputsDiffer } from '../measurement.js';
import type { Parts } from '../parts.js';
import { atMost, below, row, type Row } from '../report.js';
import { StubProcess } from './erp/stub-process.js';
import { groupTenants } from './group-tenants.js';

const root = join(import.meta.dirname, '../../..');
const name = 'ingest-kingdee';
const topic = 'kingdee.document.v1';
const idleMs = 20_000;
const samples = 5;
/** The peak hour's mean for a while, then a job of the month's end. */
const loads = [
  { perSecond: 61, forMs: 15_000 },
  { perSecond: 3_300, forMs: 30_000 },
] as const;
const toldWithinMs = 120_000;
const idleMegabytesMax = 120;
const peakMegabytesMax = 220;

/** What an ingest process holds that reads 30 forms of 200 organisations, idle and while a job writes 3,300 bills a second. */
export async function resident(parts: Parts): Promise<readonly Row[]> {
  const { brokers } = await parts.kafka();
  await ensureTopics(brokers, { replicationFactor: 1 });
  await using stub = await StubProcess.start();
  using folders = groupTenants(stub);
  const logsDir = join(root, '.local/bench');
  mkdirSync(logsDir, { recursive: true });
  const service = await ServiceProcess.start({
    ...{ name, root, logsDir },
    environment: {
      KAFKA_BROKERS: brokers.join(','),
      HUB_TENANTS_DIR: folders.tenantsDir,
      HUB_SECRETS_DIR: folders.secretsDir,
    },
    onCrash: (_, code, logFile) => {
      parts.log(`ingest ended with code ${String(code)}; see ${logFile}`);
    },
  });
  try {
    return rowsOf(await drive(parts, stub, service, brokers));
  } finally {
    await service.stop();
  }
}

interface Held {
  /** MB, one a sample. */
  readonly idle: readonly number[];
  readonly peak: number;
  /** From the last bill of the load until all were told, in seconds. */
  readonly behindSeconds: number;
}

async function drive(
  parts: Parts,
  stub: StubProcess,
  service: ServiceProcess,
  brokers: readonly string[],
): Promise<Held> {
  const pid = service.pid ?? Number.NaN;
  await systemClock.sleep(idleMs);
  const idle: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    idle.push(residentOf(pid).rss);
    await systemClock.sleep(1_000);
  }
  parts.log('idle seen; loading');
  const before = await storedIn(brokers);
  let made = 0;
  for (const load of loads) made += await stub.order({ kind: 'load', ...load });
  const loadedAt = systemClock.monotonic();
  await untilTold(brokers, before + made);
  const behindSeconds = (systemClock.monotonic() - loadedAt) / 1_000;
  return { idle, peak: residentOf(pid).peak, behindSeconds };
}

/** @throws OutputsDiffer when bills were not told, or twice */
async function untilTold(brokers: readonly string[], wanted: number): Promise<void> {
  const all = async (): Promise<boolean> => (await storedIn(brokers)) >= wanted;
  await waitFor('all bills are told', all, toldWithinMs).catch(() => undefined);
  const stored = await storedIn(brokers);
  if (stored === wanted) return;
  throw new OutputsDiffer(
    `${String(wanted)} documents were due, the topic holds ${String(stored)}`,
  );
}

async function storedIn(brokers: readonly string[]): Promise<number> {
  const partitions = await readGroupLag(brokers, 'bench.nobody', [topic]);
  return partitions.reduce((sum, { end }) => sum + end, 0);
}

function rowsOf({ idle, peak, behindSeconds }: Held): readonly Row[] {
  const of = { contender: 'ingest, 30 forms, 200 organisations', better: 'less' } as const;
  return [
    row(
      { ...of, metric: 'RSS idle', unit: 'MB', rounds: idle },
      { goal: atMost(idleMegabytesMax) },
    ),
    row(
      { ...of, metric: 'RSS peak, 3,300 bills/s for 30 s', unit: 'MB', rounds: [peak] },
      { goal: below(peakMegabytesMax) },
    ),
    row({ ...of, metric: 'behind after the load', unit: 's', rounds: [behindSeconds] }),
  ];
}
