// A program: what the notifier does about limits, and nothing else. It calls a far end as fast as its pacer lets it.
import { Queue, Worker } from 'bullmq';
import { Pool } from 'undici';
import { systemClock } from '@hub/core';
import { connectRedis } from '@hub/redis';
import { readOrder } from '../child.js';
import { startUsage } from '../usage.js';
import { fixedWindow, gcra, leased, unlimited, type Pacer, type Rate } from './pacers.js';

export type PacerName = 'leased' | 'fixed' | 'gcra' | 'bullmq' | 'unlimited';

export interface CallOrder {
  readonly pacer: PacerName;
  readonly redisUrl: string;
  readonly farEnd: string;
  /** Name of this process. */
  readonly process: string;
  readonly processes: number;
  readonly keys: readonly string[];
  readonly calls: number;
  readonly windowMs: number;
  /** From the order until the end, in milliseconds. */
  readonly forMs: number;
  /** After which a call is given up. */
  readonly callTimeoutMs: number;
}

export interface Called {
  readonly calls: number;
  readonly refused: number;
  readonly failed: number;
  readonly cpuUs: number;
  readonly rssMiB: number;
}

const order = readOrder() as CallOrder;
let limitCalls = order.calls;
process.on('message', (message) => {
  limitCalls = (message as { readonly calls: number }).calls;
});
const quiet = { info: () => undefined, warn: () => undefined };
const pool = new Pool(order.farEnd, { connections: 400, pipelining: 1 });
const counted = { calls: 0, refused: 0, failed: 0 };
const startsWithinMs = 1_000;
const underWay = new Set<Promise<void>>();

async function call(key: string): Promise<void> {
  counted.calls += 1;
  const signal = AbortSignal.timeout(order.callTimeoutMs);
  try {
    const path = `/call/${key}/${order.process}`;
    const { statusCode, body } = await pool.request({ method: 'POST', path, signal });
    await body.dump();
    if (statusCode === 429) counted.refused += 1;
  } catch {
    counted.failed += 1;
  }
}

/** One key: asks, waits or calls, and does not wait for the answer. */
async function serve(pacer: Pacer, key: string, until: number): Promise<void> {
  // Keys do not all begin in the same millisecond: that would measure how fast sockets open.
  await systemClock.sleep((order.keys.indexOf(key) / order.keys.length) * startsWithinMs);
  while (performance.now() < until) {
    const rate: Rate = { key: `hub:bench:${key}`, calls: limitCalls, windowMs: order.windowMs };
    const { waitMs, answered } = await pacer.ask(rate);
    if (waitMs > 0) {
      await systemClock.sleep(Math.min(waitMs, until - performance.now() + 1));
      continue;
    }
    const made = call(key).finally(() => {
      answered();
      underWay.delete(made);
    });
    underWay.add(made);
  }
}

async function pacerOf(name: Exclude<PacerName, 'bullmq'>): Promise<Pacer> {
  if (name === 'unlimited') return unlimited(order.processes);
  const link = await connectRedis(order.redisUrl, { log: quiet });
  if (name === 'leased') return leased(link, order.callTimeoutMs);
  return name === 'fixed' ? fixedWindow(link) : gcra(link);
}

/** BullMQ has its limit by queue: each key is one, and each process a worker of it. */
async function serveQueues(): Promise<void> {
  const { hostname: host, port } = new URL(order.redisUrl);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const { calls: max, windowMs: duration } = order;
  const first = order.process === '0';
  const workers: Worker[] = [];
  for (const name of order.keys) {
    if (first) {
      const queue = new Queue(name, { connection });
      const jobs = Math.ceil((max * order.forMs) / duration) + 2 * max;
      await queue.addBulk(Array.from({ length: jobs }, () => ({ name: 'call', data: {} })));
      await queue.close();
    }
    const worker = new Worker(name, () => call(name), {
      connection,
      concurrency: max,
      limiter: { max, duration },
    });
    workers.push(worker.on('error', () => undefined));
  }
  await systemClock.sleep(order.forMs);
  // Waits for the calls that are under way.
  await Promise.all(workers.map((worker) => worker.close()));
}

const usage = startUsage();
if (order.pacer === 'bullmq') await serveQueues();
else {
  const pacer = await pacerOf(order.pacer);
  const until = performance.now() + order.forMs;
  await Promise.all(order.keys.map((key) => serve(pacer, key, until)));
}
await Promise.all(underWay);
const { cpuUs, rssMiB } = usage();
process.send?.({ ...counted, cpuUs, rssMiB } satisfies Called, () => process.exit(0));
