import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { readMappings } from './read-mappings.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-mappings-'));
mkdirSync(join(folder, 'mappings'));
after(() => {
  rmSync(folder, { recursive: true });
});

const good = `form: PUR_PurchaseOrder
titles: { zh-CN: 采购订单 }
from: orders
fields: { id: id, modifiedAt: changed, status: status }
steps: { A: APPROVED }
`;

describe('a mapping file', () => {
  it('that is good is found by its form', () => {
    write('good', good);
    const mappings = readMappings(folder, ['good']);
    assert.deepEqual([...mappings.keys()], ['PUR_PurchaseOrder']);
    assert.equal(mappings.get('PUR_PurchaseOrder')?.decimalMark, '.');
  });

  it('that is wrong names every line, field and remedy at once', () => {
    const path = write(
      'wrong',
      good
        .replace('A: APPROVED', 'A: DONE')
        .replace('status: status', 'status: status, colour: red')
        .concat('timeZone: Peking\n'),
    );
    assert.deepEqual(faultsOf('wrong').toSorted(), [
      `${path}:4: fields: Unrecognized key: "colour"`,
      `${path}:5: steps.A: is no step; write one of SAVED, SUBMITTED, APPROVED, REJECTED, WITHDRAWN, CLOSED, VOIDED, DELETED`,
      `${path}:6: timeZone: is no IANA time zone; write e.g. Asia/Shanghai`,
    ]);
  });

  it('with an amount has a currency', () => {
    write('poor', good.replace('status: status', 'status: status, amount: total'));
    assert.match(
      faultsOf('poor')[0] ?? '',
      /poor\.yaml:4: fields: has an amount without currency; add currency/,
    );
  });

  it('that the manual shows is good', () => {
    const manual = readFileSync(join(import.meta.dirname, '../../../../docs/sources.md'), 'utf8');
    const shown = [...manual.matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map((match) => match[1] ?? '')
      .filter((text) => /^form: /m.test(text));
    assert.equal(shown.length, 2);
    for (const [index, text] of shown.entries()) {
      write(`manual-${String(index)}`, text);
      assert.deepEqual(faultsOf(`manual-${String(index)}`), []);
    }
  });

  it('that is missing is named', () => {
    assert.match(faultsOf('missing')[0] ?? '', /missing\.yaml: is missing; write it, see docs/);
  });

  it('is the only one of its form', () => {
    write('again', good);
    assert.match(faultsOf('good', 'again')[0] ?? '', /again\.yaml: form .* is mapped twice/);
  });
});

function write(name: string, text: string): string {
  const path = join(folder, 'mappings', `${name}.yaml`);
  writeFileSync(path, text);
  return path;
}

function faultsOf(...names: readonly string[]): readonly string[] {
  try {
    readMappings(folder, names);
    return [];
  } catch (error) {
    assert.ok(error instanceof HubError);
    assert.equal(error.code, 'SOURCE_MAPPING');
    return error.message.split('\n');
  }
}
