import { createHash } from 'node:crypto';
import type { SeedCompany, SeedPerson } from '@hub/simulator-kit';
import type { Form } from '../forms/form.js';
import { WorkflowEngine } from '../workflow/workflow-engine.js';
import { AccountSet, type Erp, type ErpUser } from './account-set.js';
import type { Row, Values } from './row.js';

const administratorId = 16_394;

/** The API user that a hub logs in as. */
const apiUserName = 'hub';

/** Builds one account book with the base data, users and application of a company. */
export function seedAccount(erp: Erp, company: SeedCompany, index: number): AccountSet {
  const isHeadquarters = company.orgNumber === '100';
  const account = new AccountSet(erp, {
    acctId: `5f0000000000a${String(index + 1)}`,
    company,
    orgId: isHeadquarters ? 1 : 100_002,
    workflow: new WorkflowEngine(),
  });
  if (!isHeadquarters) put(account, 'ORG_Organizations', { FNumber: '100', FName: '集团总部' }, 1);
  const organisation = { FNumber: company.orgNumber, FName: company.name };
  put(account, 'ORG_Organizations', organisation, account.orgId);
  for (const form of erp.forms.all) seedForm(account, form);
  for (const { number, name } of company.departments) {
    put(account, 'BD_Department', { FNumber: number, FName: name, FFullName: name });
  }
  for (const { number, name } of company.suppliers) {
    put(account, 'BD_Supplier', { FNumber: number, FName: name });
  }
  addSystemUser(account, 'Administrator', administratorId, '1');
  addSystemUser(account, apiUserName, account.nextId(), '3');
  for (const person of company.people) addPerson(account, person);
  account.apps.push({
    appId: `${String(210_001 + index)}_${deriveBytes(account, 'app').toString('base64')}`,
    appSecret: deriveBytes(account, 'secret').toString('hex').slice(0, 32),
    userName: apiUserName,
  });
  return account;
}

/** Adds a person as employee and, if there is a login, as user. */
export function addPerson(account: AccountSet, person: SeedPerson): ErpUser | undefined {
  const departments = account.erp.forms.get('BD_Department');
  const department = account.rowByNumber(departments, person.department);
  const employee = put(account, 'BD_Empinfo', {
    FNumber: person.jobNumber,
    FStaffNumber: person.jobNumber,
    FName: person.name,
    FMobile: person.mobile,
  });
  employee.entries['FPostEntity'] = [
    {
      id: account.nextId(),
      seq: 1,
      values: {
        FWorkOrgId: account.orgId,
        FPostDept: department?.id ?? null,
        FPost: person.title,
        FIsFirstPost: true,
      },
    },
  ];
  if (person.erpLogin === undefined) return undefined;
  const user = addUser(account, {
    userId: account.nextId(),
    userName: person.erpLogin,
    name: person.name,
    mobile: person.mobile,
    roles: person.roles,
    departmentId: department === undefined ? null : Number(department.id),
    leads: person.leads === true,
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
  user: Omit<ErpUser, 'password' | 'wrongPasswords'>,
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
      FOrgId: account.orgId,
      FCreatorId: administratorId,
    },
    user.userId,
  );
  return added;
}

function seedForm(account: AccountSet, form: Form): void {
  for (const { id, ...values } of form.file.seed ?? []) {
    put(account, form.id, values, id === undefined ? undefined : Number(id));
  }
}

function put(account: AccountSet, formId: string, given: Values, id = account.nextId()): Row {
  const form = account.erp.forms.get(formId);
  const values: Values = { FCreateDate: account.now(), FModifyDate: account.now() };
  for (const field of form.headFields) {
    if (field.default === 'session') values[field.key] = account.orgId;
    else if (field.type === 'code' || field.type === 'bool')
      values[field.key] = field.default ?? null;
    else values[field.key] ??= null;
  }
  const row: Row = { id, values: { ...values, ...given, [form.keyField.key]: id }, entries: {} };
  account.put(form, row);
  return row;
}

/** Secrets are the same on every start, and belong to nothing outside this simulator. */
function deriveBytes(account: AccountSet, purpose: string): Buffer {
  const text = `simulated ${account.acctId} ${purpose}`;
  return createHash('sha256').update(text).digest().subarray(0, 24);
}
