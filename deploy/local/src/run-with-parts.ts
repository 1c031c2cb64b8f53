import { childEnvironment } from './config.js';
import { startKafka } from './kafka/start-kafka.js';
import { PartError } from './part-error.js';
import { runForeground } from './process/run-foreground.js';
import { toStandardError, type Way } from './provider.js';
import { startRedis } from './redis/start-redis.js';

interface Part {
  readonly way: Way;
  stop(): Promise<void>;
}

/** Starts the parts, runs the command, stops the parts; returns the exit code to end with. */
export async function runWithParts(command: readonly string[]): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) {
    toStandardError('with-parts: no command; usage: with-parts.js -- <command> [args…]');
    return 2;
  }

  const parts: Part[] = [];
  try {
    const kafka = await timed('kafka', startKafka, (part) => part.brokers.join(','));
    parts.push(kafka);
    const redis = await timed('redis', startRedis, (part) => new URL(part.url).host);
    parts.push(redis);
    const env = childEnvironment({
      KAFKA_BROKERS: kafka.brokers.join(','),
      REDIS_URL: redis.url,
      // The choice is made; the command is to find these parts, not to start others.
      HUB_PARTS: '',
      HUB_PARTS_WAY: `kafka=${kafka.way},redis=${redis.way}`,
    });
    return await runForeground(program, args, env);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    toStandardError(error.message);
    return 1;
  } finally {
    await Promise.all(parts.map((part) => part.stop()));
  }
}

async function timed<P extends Part>(
  name: string,
  start: () => Promise<P>,
  address: (part: P) => string,
): Promise<P> {
  const startedAt = performance.now();
  const part = await start();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  toStandardError(`${name}  ${part.way}  ${address(part)}  ${seconds} s`);
  return part;
}
