import { startHub, type RunningHub } from '@hub/cli';
import { awaitBroker } from '@hub/kafka';
import { startKafka, type KafkaPart } from '@hub/local';

/**
 * The outside parts of a run, started when first asked for. Kafka alone and the whole hub exclude each other: whatever
 * idles beside a measurement takes its share of the cores.
 */
export class Parts {
  /** Takes progress, a line each. */
  readonly log: (line: string) => void;
  /** Rejects when a service of the hub ends by itself. */
  readonly crash: Promise<never>;
  #crashed!: (error: Error) => void;
  #kafka: KafkaPart | null = null;
  #hub: RunningHub | null = null;

  constructor(log: (line: string) => void) {
    this.log = log;
    this.crash = new Promise((_, reject) => {
      this.#crashed = reject;
    });
    // Whoever runs a measurement listens; before and after nobody needs to.
    this.crash.catch(() => undefined);
  }

  async kafka(): Promise<KafkaPart> {
    if (this.#kafka !== null) return this.#kafka;
    await this.stop();
    const kafka = await startKafka({ log: this.log });
    this.#kafka = kafka;
    await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
    return kafka;
  }

  async hub(): Promise<RunningHub> {
    if (this.#hub !== null) return this.#hub;
    await this.stop();
    this.#hub = await startHub({
      log: this.log,
      onCrash: (name, code, logFile) => {
        this.#crashed(new Error(`${name} ended with code ${String(code)}; see ${logFile}`));
      },
    });
    return this.#hub;
  }

  async stop(): Promise<void> {
    const [kafka, hub] = [this.#kafka, this.#hub];
    this.#kafka = null;
    this.#hub = null;
    await hub?.stop();
    await kafka?.stop();
  }
}
