import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '@hub/cli';
import { freePort, guard, release, type Guarded } from '@hub/local';

const root = join(import.meta.dirname, '../../..');

/** A service as a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Resolves with the signal or code it ended with. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  /** Whether it says of itself that it is ready. */
  readonly ready: () => Promise<boolean>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** The processes of a service that a test starts and kills; what they say stands in the place's logs. */
export class ServiceProcesses {
  readonly #running = new Set<ServiceProcess>();

  constructor(
    private readonly service: string,
    private readonly place: Place,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts one more; does not wait until it is ready, because it may be meant to die before. */
  async start(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const port = String(await freePort());
    const out = createWriteStream(join(this.place.logsDir, `${this.service}.log`), { flags: 'a' });
    const child = spawn(process.execPath, ['--import', '@hub/service/telemetry', 'dist/main.js'], {
      cwd: join(root, 'services', this.service),
      env: {
        ...process.env,
        HUB_TENANTS_DIR: this.place.tenantsDir,
        HUB_SECRETS_DIR: this.place.secretsDir,
        HTTP_PORT: port,
        ...this.environment,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(out);
    child.stderr.pipe(out);
    const guarded: Guarded = { kind: 'process', pid: child.pid ?? 0, graceMs: 5_000 };
    guard(guarded);
    const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
      child.once('exit', (code, signal) => {
        release(guarded);
        this.#running.delete(started);
        resolve(signal ?? code);
      });
    });
    const url = `http://127.0.0.1:${port}`;
    const started: ServiceProcess = {
      ...{ url, child, ended },
      ready: () =>
        fetch(`${url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      kill: async (signal = 'SIGKILL') => {
        child.kill(signal);
        await ended;
      },
    };
    this.#running.add(started);
    return started;
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#running].map((one) => one.kill()));
  }
}
