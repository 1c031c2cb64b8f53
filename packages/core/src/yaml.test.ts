import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { HubError } from './errors.js';
import { readYaml } from './yaml.js';

const schema = z.strictObject({ name: z.string(), limits: z.strictObject({ perSecond: z.int() }) });

function faultOf(text: string): string {
  try {
    readYaml(schema, text, 'tenant.yaml', 'TENANT_INVALID');
  } catch (error) {
    if (error instanceof HubError) return error.message;
  }
  return 'accepted';
}

describe('readYaml', () => {
  it('gives back what the file says', () => {
    const read = readYaml(
      schema,
      'name: 华东\nlimits: { perSecond: 5 }',
      'tenant.yaml',
      'TENANT_INVALID',
    );
    assert.deepEqual(read, { name: '华东', limits: { perSecond: 5 } });
  });

  it('names the line and field of a wrong value', () => {
    assert.match(
      faultOf('name: 华东\nlimits:\n  perSecond: many\n'),
      /^tenant\.yaml:3: limits\.perSecond: /,
    );
  });

  it('names the place of a missing field', () => {
    assert.match(faultOf('name: 华东\nlimits: {}\n'), /^tenant\.yaml:2: limits\.perSecond: /);
  });

  it('names every fault at once', () => {
    assert.equal(faultOf('limits: { perSecond: x }').split('\n').length, 2);
  });

  it('names a field that does not exist, which is usually a slip of the pen', () => {
    assert.match(faultOf('name: a\nlimit: 1\nlimits: { perSecond: 1 }'), /limit/);
  });

  it('names the line where a file is no YAML', () => {
    assert.match(faultOf('name: a\nlimits: ['), /^tenant\.yaml:2: not YAML/);
  });
});
