import { z } from 'zod';
import { tenantSchema } from './tenant-schema.js';

/** The published JSON Schema of tenant.yaml, for editors; `config/tenant.schema.json` holds this text. */
export function tenantJsonSchema(): string {
  const schema = z.toJSONSchema(tenantSchema({ env: {}, readSecret: () => '' }), { io: 'input' });
  return `${JSON.stringify({ title: 'tenant.yaml', ...schema }, null, 2)}\n`;
}
