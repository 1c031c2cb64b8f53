import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folders of tenants and secrets for one test. */
export class TenantFiles {
  readonly #root = mkdtempSync(join(tmpdir(), 'hub-tenants-'));
  readonly tenantsDir = join(this.#root, 'tenants');
  readonly secretsDir = join(this.#root, 'secrets');

  constructor() {
    mkdirSync(this.tenantsDir);
    mkdirSync(this.secretsDir);
    this.secret('app-secret', 's3cret');
    this.secret('capability-key', 'k'.repeat(44));
  }

  write(path: string, text: string): void {
    const full = join(this.tenantsDir, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  secret(name: string, text: string): void {
    writeFileSync(join(this.secretsDir, name), text);
  }

  remove(path: string): void {
    rmSync(join(this.tenantsDir, path), { recursive: true });
  }

  dispose(): void {
    rmSync(this.#root, { recursive: true });
  }
}

/** A tenant.yaml that is right, with the given pieces replaced. */
export function aTenantYaml(...replace: readonly (readonly [string, string])[]): string {
  const text = `name: 华东精密制造有限公司
kingdee:
  url: \${KINGDEE_URL}
  acctId: acct
  userName: hub
  appId: app
  appSecret: { file: app-secret }
  organisations: ['100']
  forms: [PUR_PurchaseOrder]
  pollIntervalMs: \${POLL_MS:-1000}
dingtalk:
  api: https://api.dingtalk.com
  oapi: https://oapi.dingtalk.com
  corpId: ding1
  appKey: key
  appSecret: { file: app-secret }
  robotCode: robot
  cardTemplateId: card.schema
capabilityKeys:
  - { file: capability-key }
`;
  return replace.reduce((made, [from, to]) => {
    if (!made.includes(from)) throw new Error(`a tenant.yaml has no ${from}`);
    return made.replace(from, to);
  }, text);
}
