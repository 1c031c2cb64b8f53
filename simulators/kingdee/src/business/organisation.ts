import type { SeedCompany } from '@hub/simulator-kit';
import type { AccountSet, ErpUser } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import { putBase } from '../database/seed-account.js';

/** A person who writes bills. */
export interface Clerk {
  readonly employeeId: number;
  readonly userId: number;
  readonly name: string;
  readonly departmentId: number | null;
}

export type DepartmentName = '采购部' | '财务部' | '生产部' | '仓储部' | '销售部';

/** One organisation of an account book: who works there and where its goods lie. */
export class Organisation {
  readonly account: AccountSet;
  readonly orgId: number;
  readonly company: SeedCompany;
  readonly clerks: readonly Clerk[];
  /** Warehouses: for what is bought, and for what is made. */
  readonly stocks: { readonly parts: number; readonly goods: number };
  readonly bookId: number;
  readonly #departments: ReadonlyMap<string, number>;
  readonly #auditors: ReadonlyMap<number, number>;
  readonly #financeManager: number;

  constructor(account: AccountSet, orgId: number, company: SeedCompany) {
    this.account = account;
    this.orgId = orgId;
    this.company = company;
    this.#departments = departmentsOf(account, orgId, company);
    this.clerks = clerksOf(account, company);
    this.#auditors = new Map(
      account.users.flatMap(({ leads, departmentId, userId }) =>
        leads && departmentId !== null ? [[departmentId, userId] as const] : [],
      ),
    );
    this.#financeManager =
      account.users.find((user) => user.roles.includes('财务经理'))?.userId ?? 0;
    const code = company.orgNumber;
    const stock = (nth: string, name: string): number =>
      Number(putBase(account, 'BD_STOCK', { FNumber: `CK${code}${nth}`, FName: name }, orgId).id);
    this.stocks = { parts: stock('1', '原材料仓'), goods: stock('2', '成品仓') };
    const book = { FNumber: `ZB${code}`, FName: `${company.name}主账簿`, FAccountOrgID: orgId };
    this.bookId = Number(putBase(account, 'BD_AccountBook', book, orgId).id);
  }

  department(name: DepartmentName): number {
    const id = this.#departments.get(name);
    if (id === undefined) throw new Error(`${this.company.name} has no ${name}`);
    return id;
  }

  /** Whoever of a department has a login, or else anybody who has. */
  clerkOf(name: DepartmentName): Clerk {
    const id = this.department(name);
    const clerk = this.clerks.find((each) => each.departmentId === id) ?? this.clerks[0];
    if (clerk === undefined) throw new Error(`nobody of ${this.company.name} has a login`);
    return clerk;
  }

  /** User ids of who audits: the leader of the department, and the finance manager after that. */
  auditorOf(name: DepartmentName): number {
    const leader = this.#auditors.get(this.department(name));
    return name === '财务部' || leader === undefined ? this.#financeManager : leader;
  }

  /** A row of base data that belongs to this organisation. */
  rowByNumber(formId: string, number: string): Row | undefined {
    const row = this.account.rowByNumber(this.account.erp.forms.get(formId), number);
    return row?.values['FUseOrgId'] === this.orgId ? row : undefined;
  }
}

function departmentsOf(
  account: AccountSet,
  orgId: number,
  company: SeedCompany,
): ReadonlyMap<string, number> {
  const form = account.erp.forms.get('BD_Department');
  const known = company.departments.map(
    ({ number, name }) => [name, Number(account.rowByNumber(form, number)?.id)] as const,
  );
  const number = `XS${company.orgNumber}`;
  const sales = putBase(
    account,
    'BD_Department',
    { FNumber: number, FName: '销售部', FFullName: '销售部' },
    orgId,
  );
  return new Map([...known, ['销售部', Number(sales.id)]]);
}

function clerksOf(account: AccountSet, company: SeedCompany): readonly Clerk[] {
  const form = account.erp.forms.get('BD_Empinfo');
  return company.people.flatMap((person) => {
    const user: ErpUser | undefined =
      person.erpLogin === undefined ? undefined : account.userByName(person.erpLogin);
    const employee = account.rowByNumber(form, person.jobNumber);
    if (user === undefined || employee === undefined) return [];
    return [
      {
        employeeId: Number(employee.id),
        userId: user.userId,
        name: user.name,
        departmentId: user.departmentId,
      },
    ];
  });
}
