import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileCondition, type Column } from './condition.js';
import { BadCondition, parseCondition } from './condition-syntax.js';
import type { FieldType, Value } from './bill-form.js';

const types: Readonly<Record<string, FieldType>> = {
  number: 'text',
  amount: 'decimal',
  day: 'date',
  gone: 'text',
};
const row: Readonly<Record<string, Value>> = {
  number: 'CGDD-001',
  amount: '86000.10',
  // 2026-03-01 in China.
  day: Date.UTC(2026, 1, 28, 16),
  gone: null,
};

function columnOf(key: string): Column<typeof row> {
  const type = types[key.toLowerCase()];
  if (type === undefined) throw new BadCondition(`no field ${key}`);
  return { type, read: (each) => each[key.toLowerCase()] ?? null };
}

function holds(text: string): boolean {
  const condition = parseCondition(text);
  assert.ok(condition !== undefined);
  return compileCondition(condition, columnOf)(row);
}

describe('a condition', () => {
  const table: readonly (readonly [string, boolean])[] = [
    ["number = 'cgdd-001'", true],
    ["[Number] like 'CGDD%' and amount > 86000", true],
    ['amount = 86000.1', true],
    ['amount >= 86000.11', false],
    ["day >= '2026-03-01' and day < '2026-03-02 00:00:00'", true],
    ["day = '2026-02-28'", false],
    ["number in ('A', 'CGDD-001')", true],
    ["number not in ('A', 'CGDD-001')", false],
    ['amount between 1 and 86000.10', true],
    ['gone is null and number is not null', true],
    ["gone = 'x' or not gone = 'x'", false],
    ['(1 = 1 or amount = 0) and not (amount = 0)', true],
    ["number = 'O''Neil'", false],
  ];
  for (const [text, wanted] of table) {
    it(`${text} is ${String(wanted)}`, () => {
      assert.equal(holds(text), wanted);
    });
  }

  it('is undefined when blank', () => {
    assert.equal(parseCondition('  '), undefined);
  });

  for (const text of ['amount >', 'amount = ', "number = 'x", '(amount = 1', 'amount ~ 1', 'and']) {
    it(`${text} is no condition`, () => {
      assert.throws(() => holds(text), BadCondition);
    });
  }

  it('names a literal that does not fit its field', () => {
    assert.throws(() => holds("amount = 'viel'"), /“viel”不是数字/);
    assert.throws(() => holds("day > 'gestern'"), /“gestern”不是日期/);
  });
});
