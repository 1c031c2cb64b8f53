import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { base, decimal, schemaOf, withField } from '../testing/order-schema.js';

describe('the compatibility command', () => {
  const command = fileURLToPath(new URL('compatibility.js', import.meta.url));
  const run = (...args: string[]): { code: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      encoding: 'utf8',
    });
    return { code: status, said: stdout + stderr };
  };

  it('passes the committed contract', () => {
    assert.deepEqual(run(), { code: 0, said: '' });
  });

  it('fails on a planted break and says what to do', (t) => {
    const root = mkdtempSync(join(tmpdir(), 'contract-'));
    t.after(() => {
      rmSync(root, { recursive: true });
    });
    mkdirSync(join(root, 'avro'));
    mkdirSync(join(root, 'history/shop.order.v1'), { recursive: true });
    const broken = withField('total', { type: { ...decimal, scale: 2 } });
    writeFileSync(join(root, 'avro/shop.order.v1.avsc'), JSON.stringify(broken));
    writeFileSync(join(root, 'history/shop.order.v1/v1.avsc'), JSON.stringify(schemaOf(base)));
    const { code, said } = run(root);
    assert.equal(code, 1);
    assert.match(said, /shop\.order\.v1: now cannot read v1 \(backward\): total: /);
    assert.match(said, /gets a new topic/);
  });

  it('explains itself when called wrongly', () => {
    const { code, said } = run('--fix');
    assert.equal(code, 2);
    assert.match(said, /^usage: /);
  });
});
