import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet, Actor } from '../database/account-set.js';
import { copyRow, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { useAllocated } from './allocation.js';
import { applyModel } from './apply-model.js';
import { billFacts, headValue, setHead, statusOf, touch } from './bill-fields.js';
import { calculate } from './calculate.js';
import { completeRow } from './complete-row.js';
import { byNumber, type ReferenceRules } from './read-value.js';
import { orderModel } from './limit-model.js';
import { requireStep } from './require-step.js';

export interface SaveOptions {
  /** Store as 暂存 without the check for required fields. */
  readonly draft: boolean;
  /** ValidateFlag: check required fields; true when absent. */
  readonly validate?: boolean;
  /** IsAutoAdjustField: take the Model's keys in the form's order instead of the given one. */
  readonly inFormOrder?: boolean;
  /** Rows of an entry in the Model that are not named by their id are deleted. */
  readonly deleteMissingRows: boolean;
  /** Saves a bill whatever its status, as an approver may inside the ERP. */
  readonly whileRunning?: boolean;
  /** How base data is looked up; by number, and refused when unknown, when absent. */
  readonly references?: ReferenceRules;
  /** Called with the bill that is about to be changed; it throws to refuse. */
  readonly before?: (present: Row) => void;
  /** Organisation of the caller's session; that of the account set when absent. */
  readonly orgId?: number;
}

/** Creates or changes a bill from a Model. All checks pass before anything is stored. */
export function saveBill(
  account: AccountSet,
  form: Form,
  actor: Actor,
  model: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): Row {
  const before = findBill(account, form, model);
  if (before !== undefined && options.whileRunning !== true)
    requireStep(account, form, before, 'save');
  if (before !== undefined) options.before?.(before);
  const row = before === undefined ? newRow(account, form) : copyRow(before);
  applyModel(account, form, row, {
    model: options.inFormOrder === true ? orderModel(form, model) : model,
    deleteMissingRows: options.deleteMissingRows,
    references: options.references ?? byNumber,
  });
  if (before === undefined) stampCreation(account, form, row, actor);
  const orgId = options.orgId ?? account.orgId;
  completeRow({ account, form, row, orgId }, options.draft || options.validate === false);
  if (options.orgId !== undefined) useAllocated(account, form, row);
  calculate(form, row);
  if (form.file.kind === 'bill') setStatus(form, row, options.draft, before === undefined);
  touch(account, form, row, { step: 'save', userId: actor.userId });
  account.put(form, row);
  account.erp.journal.append('bill.saved', {
    ...billFacts(account, form, row),
    created: before === undefined,
    by: account.user(actor.userId)?.userName ?? null,
    via: actor.via,
  });
  return row;
}

function findBill(
  account: AccountSet,
  form: Form,
  model: Readonly<Record<string, unknown>>,
): Row | undefined {
  const wanted = form.keyField.key.toUpperCase();
  const [, given] = Object.entries(model).find(([key]) => key.toUpperCase() === wanted) ?? [];
  const id = Number(given ?? 0);
  if (!(id > 0)) return undefined;
  const row = account.row(form, id);
  if (row === undefined) {
    throw new BusinessError(msgCode.noData, `内码为${String(id)}的${form.name}不存在。`);
  }
  return row;
}

/** A code that says what another field refers to has its default before the Model is read. */
function newRow(account: AccountSet, form: Form): Row {
  const codes = form.headFields.filter((field) => field.type === 'code');
  const values = codes.map((field) => [field.key, field.default ?? null] as const);
  return { id: account.nextId(), values: Object.fromEntries(values), entries: {} };
}

function stampCreation(account: AccountSet, form: Form, row: Row, actor: Actor): void {
  setHead(form, row, 'FCreatorId', actor.userId);
  setHead(form, row, 'FCreateDate', account.now());
  setHead(form, row, 'FModifierId', actor.userId);
  setHead(form, row, 'FModifyDate', account.now());
  setHead(form, row, form.keyField.key, row.id);
}

/** A rejected bill stays 重新审核 when it is saved; a draft becomes 创建. */
function setStatus(form: Form, row: Row, draft: boolean, isNew: boolean): void {
  if (draft && (isNew || statusOf(form, row) === 'Z')) setHead(form, row, 'FDocumentStatus', 'Z');
  else if (headValue(form, row, 'FDocumentStatus') !== 'D' && statusOf(form, row) !== 'B') {
    setHead(form, row, 'FDocumentStatus', 'A');
  }
}
