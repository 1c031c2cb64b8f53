import { listOf } from '../bills/for-each-bill.js';
import type { AccountSet } from '../database/account-set.js';
import { exactNumber, type Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { queryBills } from '../query/query-bills.js';
import { textOf } from '../text.js';
import { count, flag } from './flag.js';

type Data = Readonly<Record<string, unknown>>;

const rowsMax = 10_000;

/** The one object of a custom service's body: as `data`, as the first of a list, or as the body itself. */
function bodyOf({ arguments: [first], named }: SessionCall): Data {
  if (first !== undefined) return asObject(first);
  return Object.fromEntries(named);
}

function field(data: Data, name: string): unknown {
  return Object.entries(data).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Stock on hand by warehouse and material; the shape of its reply is not documented. */
export const getInventoryData: SessionMethod = {
  kind: 'session',
  name: 'GetInventoryData',
  parameters: ['data'],
  errors: 'object',
  handle: (call): Json => {
    const { account } = call.session;
    const data = bodyOf(call);
    const stocks = listOf(field(data, 'fstocknumbers'));
    const materials = listOf(field(data, 'fmaterialnumbers'));
    const details = {
      ...(flag(field(data, 'isshowauxprop'), false) ? { fauxpropid: null } : {}),
      ...(flag(field(data, 'isshowstockloc'), false) ? { fstocklocid: null } : {}),
    };
    const keys =
      'FStockOrgId.FNumber,FStockId.FNumber,FStockId.FName,FMaterialId.FNumber,FMaterialId.FName,FQty,FBaseQty,FAVBQty,FBaseAVBQty';
    const rows = select(account, 'STK_Inventory', keys).filter(
      ([, stock, , material]) =>
        (stocks.length === 0 || stocks.includes(textOf(stock))) &&
        (materials.length === 0 || materials.includes(textOf(material))),
    );
    const size = count(field(data, 'pagerows')) || rowsMax;
    const page = Math.max(count(field(data, 'pageindex')), 1);
    const shown = rows.slice((page - 1) * size, page * size);
    return {
      success: true,
      message: '',
      rowcount: rows.length,
      data: shown.map(([org, stock, stockName, material, name, qty, base, free, freeBase]) => ({
        fstockorgnumber: org ?? null,
        fstocknumber: stock ?? null,
        fstockname: stockName ?? null,
        fmaterialnumber: material ?? null,
        fmaterialname: name ?? null,
        ...details,
        fqty: qty ?? exactNumber('0'),
        fbaseqty: base ?? exactNumber('0'),
        favbqty: free ?? exactNumber('0'),
        fbaseavbqty: freeBase ?? exactNumber('0'),
      })),
    };
  },
};

/** Budgets and what is left of them; the shape of its reply is not documented. */
export const getBudgetBalance: SessionMethod = {
  kind: 'session',
  name: 'GetBudgetBalance',
  parameters: ['data'],
  errors: 'object',
  handle: (call): Json => {
    const data = bodyOf(call);
    const [year, org] = [textOf(field(data, 'year')), textOf(field(data, 'orgnumber'))];
    const keys =
      'FOrgId.FNumber,FDeptId.FNumber,FExpenseId.FNumber,FYear,FPeriod,FCurrencyId.FNumber,FBudgetAmount,FUsedAmount,FBalance';
    const rows = select(call.session.account, 'BM_BudgetBalance', keys).filter(
      (row) => (year === '' || textOf(row[3]) === year) && (org === '' || textOf(row[0]) === org),
    );
    return {
      success: true,
      message: '',
      data: rows.map(
        ([orgNumber, dept, expense, ofYear, period, currency, budget, used, left]) => ({
          OrgNumber: orgNumber ?? null,
          DeptNumber: dept ?? null,
          ExpenseNumber: expense ?? null,
          Year: ofYear ?? null,
          Period: period ?? null,
          CurrencyNumber: currency ?? null,
          BudgetAmount: budget ?? exactNumber('0'),
          UsedAmount: used ?? exactNumber('0'),
          Balance: left ?? exactNumber('0'),
        }),
      ),
    };
  },
};

/** Who leads the department in which a post is held; the shape of its reply is not documented. */
export const getSuperior: SessionMethod = {
  kind: 'session',
  name: 'GetSuperior',
  parameters: ['postNumber', 'useOrgId'],
  errors: 'object',
  handle: ({ session: { account }, arguments: [postNumber] }): Json => {
    const staff = account.erp.forms.get('BD_Empinfo');
    const posts = [...account.rows(staff)].flatMap((row) => row.entries['FPostEntity'] ?? []);
    const departments = posts
      .filter(({ values }) => values['FPost'] === postNumber)
      .map(({ values }) => values['FPostDept']);
    return account.users
      .filter((user) => user.leads && departments.includes(user.departmentId))
      .map(({ userId, userName, name, departmentId }) => ({
        UserId: userId,
        UserName: userName,
        Name: name,
        DepartmentId: departmentId,
      }));
  },
};

/** All organisations, each with its departments. The vendor's own spelling of the method. */
export const getOrganizationAndDepartments: SessionMethod = {
  kind: 'session',
  name: 'GetOrganizationAndDepartmets',
  parameters: ['localeId'],
  errors: 'object',
  handle: ({ session: { account } }): Json => {
    const departments = select(account, 'BD_Department', 'FDEPTID,FNumber,FName,FUseOrgId');
    return select(account, 'ORG_Organizations', 'FOrgID,FNumber,FName').map(
      ([id, number, name]) => ({
        Id: id ?? null,
        Number: number ?? null,
        Name: name ?? null,
        Departments: departments
          .filter((department) => department[3] === id)
          .map(([deptId, deptNumber, deptName]) => ({
            Id: deptId ?? null,
            Number: deptNumber ?? null,
            Name: deptName ?? null,
          })),
      }),
    );
  },
};

/** All rows of a form's keys, without the cap that a query of a client has. */
function select(account: AccountSet, formId: string, fieldKeys: string): (readonly Json[])[] {
  const rows: (readonly Json[])[] = [];
  const { queryRowsMax } = account.erp.switches;
  for (let startRow = 0; startRow < rowsMax; startRow += queryRowsMax) {
    const query = { formId, fieldKeys, filter: '', order: '', limit: 0, topRowCount: 0 };
    const page = queryBills(account, { ...query, startRow }).rows;
    rows.push(...page);
    if (page.length < queryRowsMax) break;
  }
  return rows;
}
