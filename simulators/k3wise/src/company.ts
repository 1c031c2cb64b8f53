import { createHash } from 'node:crypto';
import type { BaseRecord, BillBook, SeedCompany } from '@hub/simulator-kit';

/** One account set of the server: its bills and the code that opens it. */
export interface WiseCompany {
  readonly key: string;
  readonly name: string;
  /** 48 hex digits, as the administrator hands them out. */
  readonly authorityCode: string;
  readonly book: BillBook;
}

/** The same on every start, and belonging to nothing outside this simulator. */
export function authorityCodeOf(company: SeedCompany): string {
  return createHash('sha256').update(`simulated k3api ${company.key}`).digest('hex').slice(0, 48);
}

/** What references of the forms point to. */
export function baseOf(company: SeedCompany): ReadonlyMap<string, readonly BaseRecord[]> {
  const users = company.people.flatMap(({ erpLogin, name }) =>
    erpLogin === undefined ? [] : [{ number: erpLogin, name }],
  );
  return new Map([
    ['User', numbered(16_394, [...users, { number: 'Administrator', name: 'Administrator' }])],
    ['Supplier', numbered(101, company.suppliers)],
    ['Customer', numbered(201, [{ number: '01.001', name: '上海远大机电有限公司' }])],
    ['Department', numbered(301, company.departments)],
    [
      'Employee',
      numbered(
        401,
        company.people.map(({ jobNumber, name }) => ({ number: jobNumber, name })),
      ),
    ],
    [
      'Currency',
      numbered(1, [
        { number: 'RMB', name: '人民币' },
        { number: 'USD', name: '美元' },
        { number: 'HKD', name: '港币' },
        { number: 'EUR', name: '欧元' },
      ]),
    ],
    [
      'Item',
      numbered(501, [
        { number: '01.01.0001', name: '深沟球轴承' },
        { number: '01.02.0001', name: '六角螺栓' },
      ]),
    ],
    [
      'Unit',
      numbered(601, [
        { number: 'PCS', name: '个' },
        { number: 'KG', name: '千克' },
      ]),
    ],
    [
      'Stock',
      numbered(701, [
        { number: '01', name: '原材料仓' },
        { number: '02', name: '成品仓' },
      ]),
    ],
    [
      'Account',
      numbered(1001, [
        { number: '1123.01', name: '预付账款' },
        { number: '2202.01', name: '应付账款' },
      ]),
    ],
  ]);
}

function numbered(
  first: number,
  records: readonly { readonly number: string; readonly name: string }[],
): readonly BaseRecord[] {
  return records.map(({ number, name }, index) => ({ id: String(first + index), number, name }));
}
