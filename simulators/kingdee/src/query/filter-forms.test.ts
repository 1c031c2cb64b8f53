import { before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createAccounts } from '../business/create-accounts.js';
import { createErp } from '../create-erp.js';
import type { AccountSet } from '../database/account-set.js';
import { filterSymbols } from './filter-symbols.js';
import { queryBills } from './query-bills.js';

let account: AccountSet;
before(() => {
  const erp = createErp();
  [account] = createAccounts(erp, { days: 0, subsidiaries: 1 }) as [AccountSet];
});

function numbers(filter: string | readonly unknown[], order = 'FNumber'): readonly unknown[] {
  const query = { startRow: 0, limit: 3, topRowCount: 0 };
  return queryBills(account, {
    formId: 'BD_MATERIAL',
    fieldKeys: 'FNumber',
    filter,
    order,
    ...query,
  }).rows.flat();
}

describe('filters in the wild', () => {
  const cases: readonly (readonly [filter: string, want: readonly string[]])[] = [
    ["FCreateDate >= to_date('2020-01-01','yyyy-mm-dd') and FNumber='MAT002'", ['MAT002']],
    ["FCreateDate >= convert(datetime,'2020-01-01 00:00:00',120) and FNumber='MAT002'", ['MAT002']],
    ["FCreateDate > cast('2020/1/5' as datetime) and FNumber='MAT002'", ['MAT002']],
    ["FCreateDate < {ts'2020-01-01 00:00:00'}", []],
    ["FCreateDate < {d'2020-01-01'}", []],
    ["FIsEnableSafeStock = true and FNumber <= 'MAT002'", ['MAT001', 'MAT002']],
    ["FIsEnableSafeStock='1' and FIsEnableSafeStock=1 and FNumber='MAT001'", ['MAT001']],
    ["fnumber in ('mat003 ','nothing') AND FNAME LIKE N'%钢%'", ['MAT003']],
    ["FUseOrgId.FNumber='100' and FBaseUnitId.FName='件' and FNumber='MAT004'", ['MAT004']],
    ["FSafeStock>0.5 and FSafeStock<'1E3'", ['!']],
    ["FSpecification like '%×%' and not (FNumber='MAT001')", ['MAT002', 'MAT011', 'MAT012']],
    ["FName like 'O''%' or FNumber='MAT001'", ['MAT001']],
    // Once refused, though the database takes them.
    ["FCreateDate >= '20200101' and FCreateDate > '' and FNumber='MAT002'", ['MAT002']],
    ["FSafeStock >= .5 and FSafeStock > - 1 and FSafeStock < 1e9 and FNumber='MAT001'", ['MAT001']],
    ["[FUseOrgId].[FNumber]='100' and [FNumber]='MAT004'", ['MAT004']],
    [
      "FName = null or FName <> null or not (FName = null) or FNumber in ('MAT002', null)",
      ['MAT002'],
    ],
    ["FNumber not in ('MAT002', null)", []],
    [`${'('.repeat(400)}FNumber='MAT001'${')'.repeat(400)}`, ['MAT001']],
    ["FMATERIALID=FMATERIALID and FNumber between 'MAT003' and 'MAT004'", ['MAT003', 'MAT004']],
  ];
  for (const [filter, want] of cases) {
    it(filter.slice(0, 100), () => {
      if (want[0] === '!') assert.throws(() => numbers(filter), /转换为数字时失败/);
      else assert.deepEqual(numbers(filter), want);
    });
  }

  it('take a list of thousands', () => {
    const list = Array.from({ length: 5000 }, (_, nth) => `'MAT${String(nth).padStart(3, '0')}'`);
    assert.deepEqual(numbers(`FNumber in (${list.join(',')})`), ['MAT001', 'MAT002', 'MAT003']);
  });

  it('say what is wrong when they are too long or too deep', () => {
    assert.throws(() => numbers(`FNumber='${'x'.repeat(300_000)}'`), /过长，不能超过300000个字符/);
    const deep = 200_000;
    assert.throws(() => numbers('('.repeat(deep)), /嵌套超过500层/);
    assert.throws(() => numbers(`${'not '.repeat(deep / 4)}1=1`), /嵌套超过500层/);
  });

  it('order by several keys, null first, equal ones as they were stored', () => {
    assert.deepEqual(numbers('', 'FMaterialGroup, FNumber DESC'), ['MAT018', 'MAT017', 'MAT016']);
    assert.deepEqual(
      numbers('', '[FMaterialGroup], [FNumber] desc'),
      numbers('', 'FMaterialGroup, FNumber DESC'),
    );
    assert.deepEqual(numbers('', 'FMaterialGroup'), ['MAT001', 'MAT002', 'MAT003']);
  });

  it('with functions it does not know are refused', () => {
    assert.throws(() => numbers('dbo.evil(FNumber)=1'), /语法错误/);
  });
});

describe('the array form', () => {
  const values: Readonly<Record<string, readonly [value: string, want: readonly string[]]>> = {
    等于: ['MAT002', ['MAT002']],
    不等于: ['MAT001', ['MAT002', 'MAT003', 'MAT004']],
    大于: ['MAT016', ['MAT017', 'MAT018']],
    大于等于: ['MAT017', ['MAT017', 'MAT018']],
    小于: ['MAT002', ['MAT001']],
    小于等于: ['MAT002', ['MAT001', 'MAT002']],
    包含: ['T018', ['MAT018']],
    不包含: ['MAT0', []],
    左包含: ['MAT00', ['MAT001', 'MAT002', 'MAT003']],
    右包含: ['18', ['MAT018']],
    在列表中: ['MAT001,MAT003', ['MAT001', 'MAT003']],
    不在列表中: ['MAT001, MAT002', ['MAT003', 'MAT004', 'MAT005']],
    介于: ['MAT002,MAT003', ['MAT002', 'MAT003']],
    为空: ['', []],
    不为空: ['', ['MAT001', 'MAT002', 'MAT003']],
  };
  for (const { id, name } of filterSymbols) {
    it(`knows ${id} ${name}`, () => {
      const [value = '', want = []] = values[name] ?? [];
      const item = {
        Left: '',
        FieldName: 'FNumber',
        Compare: id,
        Value: value,
        Right: '',
        Logic: 0,
      };
      const found = numbers([item]);
      assert.deepEqual(found, want.slice(0, 3));
    });
  }

  it('joins by the words of the vendor’s documents as by its numbers; OR was once taken for AND', () => {
    const joined = (Logic: unknown): readonly unknown[] => {
      const one = { Left: '(', FieldName: 'FNumber', Compare: 'StatusEqualto', Right: ')', Logic };
      return numbers([
        { ...one, Value: 'MAT001' },
        { ...one, Value: 'MAT003' },
      ]);
    };
    for (const or of [1, '1', 'OR', 'or']) assert.deepEqual(joined(or), ['MAT001', 'MAT003']);
    for (const and of [0, '0', 'AND', '', undefined]) assert.deepEqual(joined(and), []);
    assert.throws(() => joined('XOR'), /Logic“XOR”/);
    const among = { FieldName: 'FNumber', Compare: 'in', Value: ['MAT002', 'MAT004'] };
    assert.deepEqual(numbers([among]), ['MAT002', 'MAT004']);
  });

  it('once took a piece of a condition for the name of a field', () => {
    const item = { Compare: '67', Value: '1' };
    const refused = (more: object, why: RegExp): void => {
      assert.throws(() => numbers([{ FieldName: 'FNumber', ...item, ...more }]), why);
    };
    refused({ FieldName: 'FMATERIALID>0 or FNumber' }, /字段不存在/);
    refused({ FieldName: '' }, /字段不存在/);
    refused({ Left: '1=1 or (' }, /只能是括号/);
    refused({ Right: ') or (1=1' }, /只能是括号/);
  });

  it('takes a wildcard in a value as a letter', () => {
    const item = { FieldName: 'FNumber', Compare: '60', Value: 'MAT%1' };
    assert.deepEqual(numbers([item]), []);
  });
});
