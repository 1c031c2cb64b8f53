import type { Session } from '../auth/sessions.js';
import { rowsOfNumber } from '../bills/allocation.js';
import type { BaseDataGroup } from '../bills/base-data-groups.js';
import { listOf } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import { copyRow, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asList, asObject } from '../protocol/request-body.js';
import { resultReply, type StatusError, type SuccessEntity } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { openForm } from './open-form.js';

type Data = Readonly<Record<string, unknown>>;

/** Allocation, groups and flex combinations of base data. */
export const baseDataMethods: readonly SessionMethod[] = [
  onForm('Allocate', 'formid', allocate),
  onForm('CancelAllocate', 'formid', cancelAllocate),
  onForm('GroupSave', 'formId', saveGroup),
  onForm('FlexSave', 'formId', saveFlex),
  onForm('Disassembly', 'formid', (_, form) => {
    throw new BusinessError(msgCode.notOperable, `${form.name}不支持拆单。`);
  }),
  onData('QueryGroupInfo', queryGroups),
  onData('GroupDelete', deleteGroups),
];

type Act = (session: Session, form: Form, data: Data) => Json;

function onForm(name: string, parameter: string, act: Act): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: [parameter, 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }: SessionCall): Json =>
      act(session, openForm(session, formId, name), asObject(data)),
  };
}

function onData(name: string, act: Act): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [given] }: SessionCall): Json => {
      const data = asObject(given);
      return act(session, openForm(session, data['FormId'], name), data);
    },
  };
}

/** Every record named gets a twin with the same number in every organisation named. */
function allocate(session: Session, form: Form, data: Data): Json {
  const { account } = session;
  return forEachTarget(session, form, data, (row, orgId) => {
    const twins = rowsOfNumber(account, form, account.numberOf(form, row));
    if (twins.some((twin) => twin.values['FUseOrgId'] === orgId)) {
      throw new BusinessError(msgCode.validation, '数据已经分配到该组织！');
    }
    const id = account.nextId();
    const copy = copyRow(row);
    const values = { ...copy.values, FUseOrgId: orgId, [form.keyField.key]: id };
    account.put(form, { id, values, entries: copy.entries });
    note(session, form, 'base.allocated', { id, of: row.id, orgId });
  });
}

function note(session: Session, form: Form, kind: string, facts: Record<string, unknown>): void {
  const { account, user } = session;
  const { acctId } = account;
  account.erp.journal.append(kind, { acctId, form: form.id, ...facts, by: user.userName });
}

function cancelAllocate(session: Session, form: Form, data: Data): Json {
  const { account } = session;
  return forEachTarget(session, form, data, (row, orgId) => {
    const twins = rowsOfNumber(account, form, account.numberOf(form, row));
    const twin = twins.find((each) => each.values['FUseOrgId'] === orgId);
    if (twin === undefined || twin.values['FUseOrgId'] === twin.values['FCreateOrgId']) {
      throw new BusinessError(msgCode.validation, '数据未分配到该组织！');
    }
    account.remove(form, twin);
    note(session, form, 'base.withdrawn', { id: twin.id, of: row.id, orgId });
  });
}

function forEachTarget(
  session: Session,
  form: Form,
  data: Data,
  act: (row: Row, orgId: number) => void,
): Json {
  const { account } = session;
  if (form.headKey('FUseOrgId') === undefined) {
    throw new BusinessError(msgCode.notOperable, `${form.name}不按组织分配。`);
  }
  const [ids, orgs] = [listOf(data['PkIds']), listOf(data['TOrgIds'])];
  if (ids.length === 0 || orgs.length === 0) {
    throw new BusinessError(msgCode.parameter, '数据内码集合与目标组织内码集合不能为空。');
  }
  const organisations = account.erp.forms.get('ORG_Organizations');
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  let code: number = msgCode.none;
  ids.forEach((id, index) => {
    try {
      const row = account.row(form, Number(id));
      if (row === undefined) throw new BusinessError(msgCode.noData, `${form.name}“${id}”不存在。`);
      for (const org of orgs) {
        if (account.row(organisations, Number(org)) === undefined) {
          throw new BusinessError(msgCode.fieldUnknown, `组织“${org}”不存在。`);
        }
        act(row, Number(org));
      }
      successes.push({ id: row.id, number: account.numberOf(form, row), index });
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error;
      code = error.code;
      errors.push({ fieldName: error.fieldName, message: error.message, index });
    }
  });
  return resultReply({ successes, errors, code });
}

function saveGroup(session: Session, form: Form, data: Data): Json {
  const { account } = session;
  const given = Number(textOf(data['GroupPkId'] ?? data['FID']));
  const id = given > 0 ? given : account.nextId();
  const group: BaseDataGroup = {
    id,
    parentId: Number(textOf(data['FParentId'])) || 0,
    number: textOf(data['FNumber']),
    name: textOf(data['FName']),
    description: textOf(data['FDescription']),
  };
  if (group.number === '' || group.name === '') {
    throw new BusinessError(msgCode.validation, '分组的编码与名称不能为空。', 'FNumber');
  }
  account.groups.save(form.id, group);
  const success = { id, number: group.number, index: 0 };
  const result = { successes: [success], errors: [], code: msgCode.none };
  return resultReply(result, { Id: id, Number: group.number });
}

function queryGroups(session: Session, form: Form, data: Data): Json {
  const wanted = listOf(asList(data['GroupPkIds'] ?? data['Ids']));
  const groups = session.account.groups
    .list(form.id)
    .filter(({ id }) => wanted.length === 0 || wanted.includes(String(id)));
  const shown = groups.map(({ id, parentId, number, name, description }) => ({
    FID: id,
    FParentId: parentId,
    FNumber: number,
    FName: name,
    FDescription: description,
  }));
  const result = { successes: [], errors: [], code: msgCode.none };
  return resultReply(result, { NeedReturnData: shown });
}

function deleteGroups(session: Session, form: Form, data: Data): Json {
  const ids = listOf(asList(data['GroupPkIds'] ?? data['Ids']));
  if (ids.length === 0) throw new BusinessError(msgCode.parameter, '分组内码集合不能为空。');
  const deleted = ids.map((id) => session.account.groups.delete(form.id, Number(id)));
  const successes = deleted.map(({ id, number }, index) => ({ id, number, index }));
  return resultReply({ successes, errors: [], code: msgCode.none });
}

/** The id of each combination of flex values; the same combination always has the same one. */
function saveFlex(session: Session, form: Form, data: Data): Json {
  const { account } = session;
  const models = asList(data['Model']);
  if (models.length === 0) throw new BusinessError(msgCode.parameter, 'Model不能为空。');
  const successes = models.map((model, index) => {
    const pairs = Object.entries(asObject(model)).sort(([a], [b]) => (a < b ? -1 : 1));
    const combination = JSON.stringify([form.id, pairs]);
    const id = account.groups.flexId(combination, () => account.nextId());
    return { id, number: null, index };
  });
  return resultReply({ successes, errors: [], code: msgCode.none });
}
