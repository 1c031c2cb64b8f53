import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@hub/core';
import { hop } from './hop/hop.js';
import { ingest } from './ingest/ingest.js';
import type { Measurement } from './measurement.js';
import { memory } from './memory/memory.js';
import { notifier } from './notifier/notifier.js';
import { Parts } from './parts.js';
import { publish } from './publish/publish.js';
import { noise, save, table, type Conditions, type Row } from './report.js';
import { transport } from './transport/transport.js';

const all: readonly Measurement[] = [transport, publish, memory, hop, ingest, notifier];
const folder = join(import.meta.dirname, '../../.local/bench');
/** More than this at work beside a measurement and its figures are worth less. */
const loadMax = 0.5;

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ');
    process.stderr.write(
      `"${unknown}" is no measurement; use none for all, or some of: ${known}\n`,
    );
    return 1;
  }
  const parts = new Parts(print);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void parts.stop().finally(() => process.exit(130)));
  }
  try {
    const chosen = all.filter(({ name }) => names.length === 0 || names.includes(name));
    const rows: Row[] = [];
    for (const measurement of chosen) rows.push(...(await measure(measurement, parts)));
    print(`\n${verdict(rows)}`);
    return 0;
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  } finally {
    await parts.stop();
  }
}

async function measure(measurement: Measurement, parts: Parts): Promise<readonly Row[]> {
  const { name, says } = measurement;
  const conditions = conditionsNow();
  print(`\n${name}: ${says}`);
  print(Object.values(conditions).join(', '));
  if ((loadavg()[0] ?? 0) > loadMax * availableParallelism()) {
    print('The machine is busy with something else: measure again when it is quiet.');
  }
  const startedAt = systemClock.monotonic();
  const rows = await Promise.race([measurement.run(parts), parts.crash]);
  const tookMs = systemClock.monotonic() - startedAt;

  print(`\n${table(rows)}\n`);
  print(noise(rows));
  const path = save(folder, name, conditions, rows);
  print(`took ${(tookMs / 1_000).toFixed(0)} s; written to ${path}`);
  return rows;
}

function conditionsNow(): Conditions {
  return {
    at: new Date(systemClock.now()).toISOString(),
    node: `Node ${process.version}`,
    cores: `${String(availableParallelism())} cores`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    load: `load average ${(loadavg()[0] ?? 0).toFixed(1)} at the start`,
  };
}

function verdict(rows: readonly Row[]): string {
  const missed = rows.filter(({ met }) => met === false);
  const met = rows.filter((each) => each.met === true).length;
  const names = missed.map(
    ({ contender, metric, goal }) => `${contender}, ${metric} ${goal ?? ''}`,
  );
  return [`goals: ${String(met)} met, ${String(missed.length)} missed`, ...names].join(
    '\n  missed: ',
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
