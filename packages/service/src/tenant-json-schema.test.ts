import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { tenantJsonSchema } from './tenant-json-schema.js';

it('the published schema of tenant.yaml is current (npm run generate mends it)', () => {
  const path = join(import.meta.dirname, '../../../config/tenant.schema.json');
  assert.equal(readFileSync(path, 'utf8'), tenantJsonSchema());
});
