import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { newestSchema, schemaSources } from '@hub/schemas';
import {
  codecOfSchema,
  readExamples,
  schemaNames,
  valueOfExample,
  vectorPath,
  vectorsOf,
} from './golden-vectors.js';
import type { Vectors } from './golden-vectors.js';

const root = fileURLToPath(new URL('../../../../schemas', import.meta.url));
const readVectors = (path: string): Vectors =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Vectors;

describe('the golden examples', () => {
  it('cover every schema, and no other', () => {
    const names = schemaNames(root);
    assert.deepEqual(
      readdirSync(join(root, 'examples')).sort(),
      names.map((name) => `${name}.json`),
    );
    assert.deepEqual(names, [...new Set(schemaSources.map(({ name }) => name))].sort());
  });

  for (const name of schemaNames(root)) {
    it(`of ${name} have the bytes they always had`, () => {
      assert.deepEqual(vectorsOf(root, name), readVectors(vectorPath(name)));
    });

    it(`of ${name} come back from their bytes`, () => {
      const codec = codecOfSchema(name);
      const vectors = readVectors(vectorPath(name));
      for (const [title, example] of Object.entries(readExamples(root, name))) {
        const bytes = Buffer.from(vectors[title]?.base64 ?? '', 'base64');
        assert.deepEqual(codec.decode(bytes), valueOfExample(name, example), title);
      }
    });
  }

  for (const { id, name, version } of schemaSources) {
    it(`of ${name} v${String(version)} can still be read`, () => {
      const path = `vectors/${name}/v${String(version)}.json`;
      assert.ok(
        existsSync(join(root, path)),
        `${path} is missing: run vectors.js before the next version`,
      );
      for (const [title, { base64 }] of Object.entries(readVectors(path))) {
        const bytes = Buffer.from(base64, 'base64');
        assert.equal(bytes.readInt32BE(1), id, title);
        assert.ok(codecOfSchema(name).decode(bytes), title);
      }
    });
  }

  it('say where an example is wrong', () => {
    const wrong = { tenant: 'huadong', modifiedAt: 'yesterday' };
    assert.ok(newestSchema('hub.watermark.v1'));
    assert.throws(
      () => valueOfExample('hub.watermark.v1', wrong),
      /^Error: modifiedAt: expected ISO text/,
    );
    assert.throws(
      () => valueOfExample('hub.watermark.v1', { tenat: 'x' }),
      /tenat: .* no such field/,
    );
  });
});
