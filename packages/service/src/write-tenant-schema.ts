import { writeFileSync } from 'node:fs';
import { tenantJsonSchema } from './tenant-json-schema.js';

// Run by `npm run generate`; a test fails when the committed file is not what this writes.
writeFileSync(new URL('../../../config/tenant.schema.json', import.meta.url), tenantJsonSchema());
