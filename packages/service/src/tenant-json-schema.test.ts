import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { mappingJsonSchema, tenantJsonSchema } from './tenant-json-schema.js';

const config = join(import.meta.dirname, '../../../config');

it('the published schema of tenant.yaml is current (npm run generate mends it)', () => {
  assert.equal(readFileSync(join(config, 'tenant.schema.json'), 'utf8'), tenantJsonSchema());
});

it('the published schema of the mappings is current (npm run generate mends it)', () => {
  assert.equal(readFileSync(join(config, 'mapping.schema.json'), 'utf8'), mappingJsonSchema());
});
