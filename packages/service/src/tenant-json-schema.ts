import { mappingSchema } from '@hub/source';
import { publishedSchema } from './published-schema.js';
import { tenantSchema } from './tenant-schema.js';

/** The published JSON Schema of tenant.yaml, for editors; `config/tenant.schema.json` holds this text. */
export function tenantJsonSchema(): string {
  return publishedSchema('tenant.yaml', tenantSchema({ env: {}, readSecret: () => '' }));
}

/** The one of the files in mappings/, which generic sources read; `config/mapping.schema.json` holds this text. */
export function mappingJsonSchema(): string {
  return publishedSchema('mappings/*.yaml', mappingSchema);
}
