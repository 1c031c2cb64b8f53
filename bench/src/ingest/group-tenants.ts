import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitions, formIds } from './erp/form.js';
import { organisationNumber } from './erp/erp-stub.js';
import { organisations } from './workload.js';

/** Folders as a deployment mounts them, for a group whose subsidiaries share one account book. */
export interface GroupFolders extends Disposable {
  readonly tenantsDir: string;
  readonly secretsDir: string;
}

const tenants = 20;

/** Twenty tenants with ten organisations each; the forms are files, as they are for any form of a customer's own. */
export function groupTenants(stub: { readonly url: string; readonly erp: string }): GroupFolders {
  const folder = mkdtempSync(join(tmpdir(), 'bench-group-'));
  const [tenantsDir, secretsDir] = [join(folder, 'tenants'), join(folder, 'secrets')];
  mkdirSync(secretsDir);
  writeFileSync(join(secretsDir, 'secret'), 'bench-secret-bench-secret-bench-secret', {
    mode: 0o600,
  });
  for (let tenant = 0; tenant < tenants; tenant += 1) {
    const own = join(tenantsDir, `t${String(tenant)}`);
    mkdirSync(own, { recursive: true });
    // JSON is YAML.
    writeFileSync(join(own, 'tenant.yaml'), JSON.stringify(tenantFile(tenant, stub)));
  }
  const forms = join(tenantsDir, 't0/forms');
  mkdirSync(forms);
  for (const definition of definitions) {
    writeFileSync(join(forms, `${definition.form}.yaml`), JSON.stringify(definition));
  }
  return {
    ...{ tenantsDir, secretsDir },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function tenantFile(tenant: number, stub: { readonly url: string; readonly erp: string }): object {
  const secret = { file: 'secret' };
  return {
    name: `子公司 ${String(tenant)}`,
    kingdee: {
      url: stub.erp,
      acctId: 'bench',
      userName: 'hub',
      appId: '1_bench',
      appSecret: secret,
      organisations: Array.from({ length: organisations / tenants }, (_, index) =>
        organisationNumber(index * tenants + tenant),
      ),
      forms: formIds,
    },
    dingtalk: {
      api: stub.url,
      oapi: stub.url,
      corpId: `dingbench${String(tenant)}`,
      appKey: 'dingbench',
      appSecret: secret,
      robotCode: 'dingbench',
      cardTemplateId: 'bench.schema',
    },
    capabilityKeys: [secret],
  };
}
