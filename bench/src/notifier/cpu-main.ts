// A program: takes slots in a tight loop, from a limiter whose lease is warm, and says what that costs.
import { connectRedis, createLimiter } from '@hub/redis';
import { readOrder, report } from '../child.js';

export interface CpuOrder {
  readonly redisUrl: string;
  readonly calls: number;
}

export interface Cpu {
  readonly usPerCall: number;
}

const { redisUrl, calls } = readOrder() as CpuOrder;
const quiet = { info: () => undefined, warn: () => undefined };
const limiter = createLimiter(await connectRedis(redisUrl, { log: quiet }));
// As in the notifier: a limit of the tenant's API and one of the whole address. Wide ones, so that nobody waits.
const limits = ['api', 'address'].map((key) => ({
  ...{ key: `hub:bench:cpu:${String(process.pid)}:${key}`, calls: 20_000, windowMs: 20 },
}));

async function take(count: number): Promise<void> {
  let taken = 0;
  while (taken < count) {
    const { answered } = await limiter.take(limits);
    if (answered === null) {
      // The loop has used up the window: let time pass, which costs CPU as well.
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    taken += 1;
    await answered();
  }
}

await take(calls / 10);
const before = process.cpuUsage();
await take(calls);
const { user, system } = process.cpuUsage(before);
report({ usPerCall: (user + system) / calls } satisfies Cpu);
