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
    // Once refused, though databases take them.
    ["day >= {ts'2026-03-01 00:00:00'} and amount > .5 and amount > - 1 and amount < 1e6", true],
    ["number = null or number <> null or not number in ('A', null)", false],
    [`${'('.repeat(400)}1 = 1${')'.repeat(400)}`, true],
    ['null is null', true],
  ];
  for (const [text, wanted] of table) {
    it(`${text.slice(0, 100)} is ${String(wanted)}`, () => {
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

  it('says what is wrong when it is too long or too deep', () => {
    assert.throws(() => holds(`number = '${'x'.repeat(100_000)}'`), /过长，不能超过100000个字符/);
    assert.throws(() => holds('('.repeat(50_000)), /嵌套超过500层/);
  });

  it('names a literal that does not fit its field', () => {
    assert.throws(() => holds("amount = 'viel'"), /“viel”不是数字/);
    assert.throws(() => holds("day > 'gestern'"), /“gestern”不是日期/);
  });
});
