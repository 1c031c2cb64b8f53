import { systemClock } from '@hub/core';
import { K3CloudClient } from '@hub/kingdee';
import { benchTopic } from '../bench-topic.js';
import { runChild } from '../child.js';
import { OutputsDiffer } from '../measurement.js';
import type { Parts } from '../parts.js';
import { reaches, row, type Figures, type Row } from '../report.js';
import { formIds } from './erp/form.js';
import { StubProcess } from './erp/stub-process.js';
import type { Resynced, ResyncOrder } from './resync-main.js';

const rounds = 3;
const bills = 100_000;
/** Bills whose rows are read as well: three times as many rows. */
const billsWithLines = 40_000;
const views = 40;
const rowsPerSecondMin = 20_000;

/** How fast everything is read once more, real source, real back-fill, real broker; beside it one View per bill. */
export async function resync(parts: Parts): Promise<readonly Row[]> {
  const { brokers } = await parts.kafka();
  await using stub = await StubProcess.start();
  const [heads = '', whole = ''] = formIds;
  await stub.order({ kind: 'fill', form: heads, bills });
  await stub.order({ kind: 'fill', form: whole, bills: billsWithLines });
  const asked = { url: stub.erp, brokers };
  const plain: Resynced[] = [];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await once({ ...asked, form: heads, withLines: false }, bills));
  }
  const full = [await once({ ...asked, form: whole, withLines: true }, billsWithLines)];
  parts.log('resync done');
  const naive = await viewOneByOne(stub);
  return [
    row(naive),
    row(speed('hub', 'resync, heads', plain), {
      against: naive,
      goal: reaches(rowsPerSecondMin),
    }),
    row(speed('hub', 'resync, heads and rows', full), { against: naive }),
    row({
      ...{ contender: 'hub', metric: 'resync, documents with rows', unit: '/s', better: 'more' },
      rounds: full.map(({ documents, elapsedMs }) => (documents / elapsedMs) * 1_000),
    }),
    row({
      ...{ contender: 'hub', metric: 'resync, CPU', unit: 'µs/document', better: 'less' },
      rounds: plain.map(({ cpuUs, documents }) => cpuUs / documents),
    }),
    row({
      ...{ contender: 'hub', metric: 'resync, RSS peak', unit: 'MiB', better: 'less' },
      rounds: plain.map(({ rssMiB }) => rssMiB),
    }),
  ];
}

async function once(of: Omit<ResyncOrder, 'topic'>, expected: number): Promise<Resynced> {
  await using topic = await benchTopic(of.brokers, 'resync', systemClock.now());
  const order: ResyncOrder = { ...of, topic: topic.name };
  const done = await runChild<Resynced>('ingest/resync-main.js', order);
  const stored = await topic.count();
  if (stored === expected && done.documents === expected) return done;
  throw new OutputsDiffer(
    `of ${String(expected)} bills ${String(done.documents)} were read, and the broker holds ${String(stored)}`,
  );
}

function speed(contender: string, metric: string, of: readonly Resynced[]): Figures {
  const rounded = of.map(({ rows, elapsedMs }) => (rows / elapsedMs) * 1_000);
  return { contender, metric, unit: 'rows/s', better: 'more', rounds: rounded };
}

async function viewOneByOne(stub: StubProcess): Promise<Figures> {
  const login = { acctId: 'bench', userName: 'hub', appId: '1_bench', appSecret: 'bench-secret' };
  const client = new K3CloudClient({ url: stub.erp, ...login });
  const [form = ''] = formIds;
  await client.view(form, { id: '1' });
  const began = systemClock.monotonic();
  for (let view = 1; view <= views; view += 1) await client.view(form, { id: String(view) });
  const seconds = (systemClock.monotonic() - began) / 1_000;
  await client.close();
  const figures = { contender: 'one View per bill', metric: 'resync', unit: 'rows/s' };
  return { ...figures, better: 'more', rounds: [views / seconds] };
}
