import { createHash } from 'node:crypto';
import type { BaseRecord, BillBook, SeedCompany } from '@hub/simulator-kit';

/** One data centre (数据中心) with its third-party application. */
export interface CosmicCompany {
  readonly key: string;
  readonly name: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Users for whom the application may act. */
  readonly proxies: readonly string[];
  /** What the gateway in front knows the application by. */
  readonly identity: string;
  /** Fixed key of basic authentication. */
  readonly openApiSign: string;
  readonly book: BillBook;
}

/** What opens a data centre; the same on every start, and belonging to nothing outside this simulator. */
export function accessOf(
  { key }: SeedCompany,
  index: number,
): Omit<CosmicCompany, 'key' | 'name' | 'book'> {
  const derived = (purpose: string): Buffer =>
    createHash('sha256').update(`simulated cosmic ${key} ${purpose}`).digest();
  return {
    accountId: String(1_331_204_445_990_000_001n + BigInt(index)),
    clientId: `hub_${key}`,
    clientSecret: `Sim#${derived('secret').toString('hex').slice(0, 24)}`,
    proxies: ['hub'],
    identity: derived('identity').toString('base64'),
    openApiSign: derived('sign').toString('base64url'),
  };
}

/** What references of the forms point to. */
export function baseOf(company: SeedCompany): ReadonlyMap<string, readonly BaseRecord[]> {
  const users = company.people.flatMap(({ erpLogin, name }) =>
    erpLogin === undefined ? [] : [{ number: erpLogin, name }],
  );
  return new Map([
    ['User', numbered(11n, [...users, { number: 'hub', name: '集成用户' }])],
    [
      'Org',
      numbered(100n, [
        { number: company.orgNumber, name: company.name },
        // A data centre holds more than one organisation.
        { number: `${company.orgNumber}.01`, name: `${company.name}第一分公司` },
      ]),
    ],
    ['Department', numbered(200n, company.departments)],
    ['Supplier', numbered(300n, company.suppliers)],
    ['Customer', numbered(400n, [{ number: 'CUS001', name: '上海远大机电有限公司' }])],
    [
      'Currency',
      numbered(1n, [
        { number: 'CNY', name: '人民币' },
        { number: 'USD', name: '美元' },
        { number: 'EUR', name: '欧元' },
        { number: 'HKD', name: '港币' },
      ]),
    ],
    [
      'Material',
      numbered(500n, [
        { number: '01.01.0001', name: '深沟球轴承' },
        { number: '01.02.0001', name: '六角螺栓' },
      ]),
    ],
    ['Unit', numbered(600n, [{ number: 'PCS', name: '个' }])],
  ]);
}

/** Ids are 19 digits: no JavaScript number holds one exactly. */
function numbered(
  first: bigint,
  records: readonly { readonly number: string; readonly name: string }[],
): readonly BaseRecord[] {
  return records.map(({ number, name }, index) => ({
    id: String(1_356_502_410_930_000_000n + first + BigInt(index)),
    number,
    name,
  }));
}
