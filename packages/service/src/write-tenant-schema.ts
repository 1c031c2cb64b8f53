import { writeFileSync } from 'node:fs';
import { mappingJsonSchema, tenantJsonSchema } from './tenant-json-schema.js';

// Run by `npm run generate`; a test fails when a committed file is not what this writes.
const config = new URL('../../../config/', import.meta.url);
writeFileSync(new URL('tenant.schema.json', config), tenantJsonSchema());
writeFileSync(new URL('mapping.schema.json', config), mappingJsonSchema());
