import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctor, makePlace, writeSecrets, type Examined, type Place } from '@hub/cli';
import { awaitBroker, ensureTopics } from '@hub/kafka';
import { builtinForms } from '@hub/kingdee';
import { startKafka, startRedis, type KafkaPart, type RedisPart } from '@hub/local';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';

/** What doctor said of one check. */
export interface Said {
  readonly ok: boolean;
  readonly code: string | null;
  readonly found: { readonly zh: string; readonly en: string };
  readonly remedy: { readonly zh: string; readonly en: string } | null;
}

const root = join(import.meta.dirname, '../../..');
const tenant = 'huadong';

/** Everything that doctor looks at, real or simulated, without the services. */
export class DoctorRig {
  readonly kafka: KafkaPart;
  readonly redis: RedisPart;
  readonly kingdee: KingdeeSimulator;
  readonly dingtalk: DingTalkSimulator;
  readonly place: Place;
  /** Bills that a test made, to be taken away again. */
  readonly planted: string[] = [];

  private constructor(parts: Pick<DoctorRig, 'kafka' | 'redis' | 'kingdee' | 'dingtalk'>) {
    this.kafka = parts.kafka;
    this.redis = parts.redis;
    this.kingdee = parts.kingdee;
    this.dingtalk = parts.dingtalk;
    this.place = makePlace(root, 'test-runs', `doctor-${String(process.pid)}`);
    writeSecrets(this.place, this.kingdee, this.dingtalk);
  }

  static async start(): Promise<DoctorRig> {
    const log = (): void => undefined;
    const [kafka, redis] = await Promise.all([startKafka({ log }), startRedis({ log })]);
    await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
    await ensureTopics(kafka.brokers, { replicationFactor: 1 });
    const kingdee = await startKingdeeSimulator();
    const dingtalk = await startDingTalkSimulator();
    return new DoctorRig({ kafka, redis, kingdee, dingtalk });
  }

  async stop(): Promise<void> {
    await Promise.all([this.kingdee.close(), this.dingtalk.close()]);
    await Promise.all([this.kafka.stop(), this.redis.stop()]);
  }

  /** Runs doctor on one tenant, as text for people. */
  async text(language: 'zh' | 'en' | 'both' = 'both'): Promise<{ code: number; text: string }> {
    return this.#run(false, language);
  }

  /** Runs doctor on one tenant; every check by its id. */
  async examine(): Promise<{ code: number; said: ReadonlyMap<string, Said | null> }> {
    const { code, text } = await this.#run(true, 'both');
    const { sections } = JSON.parse(text) as { readonly sections: readonly Examined[] };
    const answers = sections.flatMap((section) => section.answers);
    return { code, said: new Map(answers.map(({ id, finding }) => [id, finding])) };
  }

  /** Changes something in the simulated ERP, by its control interface. */
  async erp(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(path, this.kingdee.control), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Remembers a bill until it is taken away. */
  async plant(bill: Promise<string>): Promise<string> {
    const id = await bill;
    this.planted.push(id);
    return id;
  }

  /** Gives the tenant a form file of its own whose note names a field, while `during` runs. */
  async withFormFile<T>(form: string, field: string, during: () => Promise<T>): Promise<T> {
    const folder = join(this.place.tenantsDir, tenant, 'forms');
    mkdirSync(folder);
    const definition = builtinForms.find((one) => one.form === form);
    if (definition === undefined) throw new Error(`there is no form ${form}`);
    const own = { ...definition, fields: { ...definition.fields, note: field }, optional: [] };
    writeFileSync(join(folder, 'own.yaml'), JSON.stringify(own));
    try {
      return await during();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Adds a file to the tenant's rules while `during` runs. */
  async withRules<T>(text: string, during: () => Promise<T>): Promise<T> {
    const path = join(this.place.tenantsDir, tenant, 'rules/added.yaml');
    writeFileSync(path, text);
    try {
      return await during();
    } finally {
      rmSync(path);
    }
  }

  /** Edits the tenant's file while `during` runs. */
  async withTenantFile<T>(edit: (text: string) => string, during: () => Promise<T>): Promise<T> {
    return this.#withFile(join(this.place.tenantsDir, tenant, 'tenant.yaml'), edit, during);
  }

  /** Replaces a secret of the tenant while `during` runs. */
  async withSecret<T>(name: string, secret: string, during: () => Promise<T>): Promise<T> {
    const path = join(this.place.secretsDir, `${tenant}-${name}`);
    return this.#withFile(path, () => secret, during);
  }

  /** Opens a secret file to everybody while `during` runs. */
  async withOpenSecret<T>(name: string, during: () => Promise<T>): Promise<T> {
    const path = join(this.place.secretsDir, `${tenant}-${name}`);
    chmodSync(path, 0o644);
    try {
      return await during();
    } finally {
      chmodSync(path, 0o600);
    }
  }

  async #withFile<T>(
    path: string,
    edit: (text: string) => string,
    during: () => Promise<T>,
  ): Promise<T> {
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, edit(before));
    try {
      return await during();
    } finally {
      writeFileSync(path, before);
    }
  }

  async #run(
    json: boolean,
    language: 'zh' | 'en' | 'both',
  ): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const code = await doctor({
      env: {
        KAFKA_BROKERS: this.kafka.brokers.join(','),
        REDIS_URL: this.redis.url,
        HUB_TENANTS_DIR: this.place.tenantsDir,
        HUB_SECRETS_DIR: this.place.secretsDir,
        KINGDEE_URL: this.kingdee.url,
        DINGTALK_API_URL: this.dingtalk.api,
        DINGTALK_OAPI_URL: this.dingtalk.oapi,
      },
      environmentFile: null,
      tenant,
      json,
      look: { language, width: 100, colour: false },
      print: (line) => lines.push(line),
    });
    return { code, text: lines.join('\n') };
  }
}
