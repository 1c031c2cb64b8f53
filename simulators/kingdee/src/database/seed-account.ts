import { createHash } from 'node:crypto';
import { Big } from 'big.js';
import type { SeedCompany, SeedPerson } from '@hub/simulator-kit';
import type { Field, Form } from '../forms/form.js';
import { dayMs } from '../server-time.js';
import { WorkflowEngine } from '../workflow/workflow-engine.js';
import { AccountSet, type Erp, type ErpUser } from './account-set.js';
import type { Row, Value, Values } from './row.js';

const administratorId = 16_394;

/** Organisation ids below belong to the headquarters, which every account book knows. */
const firstOrgId = 100_002;

/** How long ago the companies were set up in the ERP. */
const foundedMs = 5 * 365 * dayMs;

/** The API user that a hub logs in as. */
const apiUserName = 'hub';

/** Builds one account book with the base data, users and application of its companies, of which there is at least one. */
export function seedAccount(
  erp: Erp,
  [company, ...further]: readonly [SeedCompany, ...SeedCompany[]],
  index: number,
): AccountSet {
  const isHeadquarters = company.orgNumber === '100';
  const account = new AccountSet(erp, {
    acctId: `5f${(0xa1 + index).toString(16).padStart(12, '0')}`,
    company,
    orgId: isHeadquarters ? 1 : firstOrgId,
    workflow: new WorkflowEngine(),
  });
  // Base data is older than any business, so that no client takes it for news.
  account.stamped(account.now() - foundedMs, () => {
    fillAccount(account, further);
  });
  account.apps.push({
    appId: `${String(210_001 + index)}_${deriveBytes(account, 'app').toString('base64')}`,
    appSecret: deriveBytes(account, 'secret').toString('hex').slice(0, 32),
    userName: apiUserName,
  });
  return account;
}

function fillAccount(account: AccountSet, further: readonly SeedCompany[]): void {
  const { company, orgId, erp } = account;
  if (orgId !== 1) {
    put(account, 'ORG_Organizations', { FNumber: '100', FName: '集团总部' }, { id: 1 });
  }
  addOrganisation(account, company, orgId);
  for (const form of erp.forms.all) seedForm(account, form);
  addDepartmentsAndSuppliers(account, company, orgId);
  addSystemUser(account, 'Administrator', administratorId, '1');
  addSystemUser(account, apiUserName, account.nextId(), '3');
  for (const person of company.people) addPerson(account, person);
  for (const [at, each] of further.entries()) {
    const ownId = firstOrgId + 1 + at;
    addOrganisation(account, each, ownId);
    addDepartmentsAndSuppliers(account, each, ownId);
    for (const person of each.people) addPerson(account, withoutFinanceRole(person), ownId);
  }
}

function addOrganisation(account: AccountSet, company: SeedCompany, orgId: number): void {
  const organisation = { FNumber: company.orgNumber, FName: company.name };
  put(account, 'ORG_Organizations', organisation, { id: orgId, orgId });
  account.organisations.push({ orgId, company });
}

function addDepartmentsAndSuppliers(
  account: AccountSet,
  company: SeedCompany,
  orgId: number,
): void {
  for (const { number, name } of company.departments) {
    putBase(account, 'BD_Department', { FNumber: number, FName: name, FFullName: name }, orgId);
  }
  for (const { number, name } of company.suppliers) {
    putBase(account, 'BD_Supplier', { FNumber: number, FName: name }, orgId);
  }
}

/** One finance manager decides for a whole account book: the one of its first company. */
function withoutFinanceRole(person: SeedPerson): SeedPerson {
  return { ...person, roles: person.roles.filter((role) => role !== '财务经理') };
}

/** Adds a person as employee and, if there is a login, as user. */
export function addPerson(
  account: AccountSet,
  person: SeedPerson,
  orgId = account.orgId,
): ErpUser | undefined {
  const departments = account.erp.forms.get('BD_Department');
  const department = account.rowByNumber(departments, person.department);
  const names = { FNumber: person.jobNumber, FName: person.name };
  const employee = putBase(
    account,
    'BD_Empinfo',
    { ...names, FStaffNumber: person.jobNumber, FMobile: person.mobile },
    orgId,
  );
  employee.entries['FPostEntity'] = [
    {
      id: account.nextId(),
      seq: 1,
      values: {
        FWorkOrgId: orgId,
        FPostDept: department?.id ?? null,
        FPost: person.title,
        FIsFirstPost: true,
      },
    },
  ];
  const post = { FEmpInfoId: employee.id, FDept: department?.id ?? null, FPosition: person.title };
  putBase(account, 'BD_NEWSTAFF', { ...names, ...post, FIsFirstPost: true }, orgId);
  if (person.erpLogin === undefined) return undefined;
  const user = addUser(account, {
    userId: account.nextId(),
    userName: person.erpLogin,
    name: person.name,
    mobile: person.mobile,
    roles: person.roles,
    departmentId: department === undefined ? null : Number(department.id),
    leads: person.leads === true,
    orgId,
  });
  const userRow = account.row(account.erp.forms.get('SEC_User'), user.userId);
  if (userRow !== undefined) userRow.values['FLinkObject'] = employee.id;
  employee.values['FUserId'] = user.userId;
  return user;
}

function addSystemUser(account: AccountSet, userName: string, userId: number, type: string): void {
  const nobody = { mobile: '', roles: [], departmentId: null, leads: false };
  addUser(account, { userId, userName, name: userName, ...nobody }, type);
}

function addUser(
  account: AccountSet,
  { orgId, ...user }: Omit<ErpUser, 'password' | 'wrongPasswords'> & { orgId?: number },
  type = '2',
): ErpUser {
  const suffix = deriveBytes(account, `password ${user.userName}`).toString('hex').slice(0, 8);
  const added = { ...user, password: `sim-${user.userName}-${suffix}`, wrongPasswords: 0 };
  account.users.push(added);
  put(
    account,
    'SEC_User',
    {
      FName: user.userName,
      FUserAccount: user.userName,
      FUserType: type,
      FPhone: user.mobile,
      FOrgId: orgId ?? account.orgId,
      FCreatorId: administratorId,
    },
    { id: user.userId },
  );
  return added;
}

function seedForm(account: AccountSet, form: Form): void {
  for (const { id, ...values } of form.file.seed ?? []) {
    put(account, form.id, values, id === undefined ? {} : { id: Number(id) });
  }
}

/** Stores base data of an organisation. */
export function putBase(account: AccountSet, formId: string, given: Values, orgId: number): Row {
  return put(account, formId, given, { orgId });
}

function put(
  account: AccountSet,
  formId: string,
  given: Values,
  { id = account.nextId(), orgId = account.orgId }: { id?: number; orgId?: number } = {},
): Row {
  const form = account.erp.forms.get(formId);
  const values: Values = { FCreateDate: account.now(), FModifyDate: account.now() };
  for (const field of form.headFields) {
    if (field.default === 'session') values[field.key] = orgId;
    else values[field.key] ??= seededDefault(account, form, field);
  }
  const row: Row = { id, values: { ...values, ...given, [form.keyField.key]: id }, entries: {} };
  account.put(form, row);
  return row;
}

/** Null where a default refers to base data that is seeded only later. */
function seededDefault(account: AccountSet, form: Form, field: Field): Value {
  const { default: value } = field;
  if (value === undefined) return null;
  if (value === 'local') return localCurrency(account);
  if (field.type === 'decimal') return new Big(String(value));
  if (field.type !== 'base') return value;
  const target = account.erp.forms.get(field.form ?? '');
  if (target === form || typeof value !== 'string') return null;
  const referred = account.rowByNumber(target, value)?.id;
  return typeof referred === 'number' ? referred : null;
}

/** Secrets are the same on every start, and belong to nothing outside this simulator. */
function deriveBytes(account: AccountSet, purpose: string): Buffer {
  const text = `simulated ${account.acctId} ${purpose}`;
  return createHash('sha256').update(text).digest().subarray(0, 24);
}

/** The company's own currency, once the currencies are seeded. */
function localCurrency(account: AccountSet): Value {
  const currencies = [...account.rows(account.erp.forms.get('BD_Currency'))];
  const row = currencies.find(({ values }) => values['FCODE'] === account.company.currency);
  return row === undefined ? null : Number(row.id);
}
