import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { requireJars } from '../kafka/kafka-jars.js';
import { createRunDirectory } from '../process/run-directory.js';
import { runStep } from '../process/run-step.js';
import { debootstrap, requireProgram, type Machine } from '../process/system-package.js';
import { importImage } from './import-image.js';
import { hasImage } from './open-engine.js';

const bootstrapTimeoutMs = 600_000;
const suite = 'bookworm';
const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Named apart from the images they stand in for, so that nobody takes one for the other. */
export const standIns = {
  kafka: 'hub-stand-in/kafka:4.3.1',
  redis: 'hub-stand-in/redis:7',
} as const;

/**
 * Builds, where no image can be pulled, images of the layout that the container way expects: a Debian
 * root with a Java and the broker's jars in `/opt/kafka/libs`, and one with `redis-server`.
 */
export async function requireStandIns(
  engine: string,
  cacheDirectory: string,
  machine: Machine,
): Promise<void> {
  const kafkaThere = await hasImage(engine, standIns.kafka);
  const redisThere = await hasImage(engine, standIns.redis);
  if (kafkaThere && redisThere) return;

  const libs = await requireJars(cacheDirectory, machine);
  const program = await requireProgram(debootstrap, machine);
  const work = await createRunDirectory();
  const root = join(work.path, 'root');
  try {
    await bootstrap(program, root, machine);
    const common = ['var/cache', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale', 'dev'];
    machine.log(`importing ${standIns.redis}`);
    await importImage(engine, standIns.redis, {
      root,
      without: [...common, 'usr/lib/jvm', 'opt/kafka'],
      changes: [`ENV ${path}`, 'CMD ["redis-server"]'],
    });
    await mkdir(join(root, 'opt/kafka'), { recursive: true });
    await cp(libs, join(root, 'opt/kafka/libs'), { recursive: true });
    machine.log(`importing ${standIns.kafka}`);
    await importImage(engine, standIns.kafka, {
      root,
      without: common,
      changes: [`ENV ${path}`, 'CMD ["java", "-version"]'],
    });
  } finally {
    await work.remove();
  }
}

async function bootstrap(program: string, root: string, { log }: Machine): Promise<void> {
  log(`building a Debian ${suite} root with Java and Redis (about a minute, once)`);
  await runStep({
    label: `building a Debian ${suite} root`,
    command: program,
    args: ['--variant=minbase', '--include=openjdk-17-jre-headless,redis-server', ...[suite, root]],
    timeoutMs: bootstrapTimeoutMs,
    remedy: 'check the network and that this machine reaches a Debian mirror',
    log,
  });
}
