import type { AccountSet } from '../database/account-set.js';
import { printValue, type Row, type Values } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import { textOf } from '../text.js';

type Properties = Record<string, Json>;

/** A bill as View shows it: property names, every reference twice, sub-heads and entries nested. */
export function viewBill(account: AccountSet, form: Form, row: Row): Json {
  const head: Properties = { Id: row.id };
  for (const field of form.file.fields) addField(account, head, field, row.values);
  for (const group of form.file.subHeads ?? []) {
    const part: Properties = { Id: row.id };
    for (const field of group.fields) addField(account, part, field, row.values);
    head[group.property ?? withoutF(group.key)] = [part];
  }
  for (const entry of form.entries) {
    head[entry.property ?? withoutF(entry.key)] = (row.entries[entry.key] ?? []).map((each) => {
      const part: Properties = { Id: each.id, Seq: each.seq };
      for (const field of entry.fields) addField(account, part, field, each.values);
      return part;
    });
  }
  return head;
}

function addField(account: AccountSet, into: Properties, field: Field, values: Values): void {
  const name = field.property ?? withoutF(field.key);
  const value = values[field.key] ?? null;
  const printed = printValue(field, value, account.erp.switches);
  if (field.type !== 'base') {
    into[name] = field.multiLanguage === true ? [{ Key: 2052, Value: printed }] : printed;
    return;
  }
  into[`${name}_Id`] = printed ?? 0;
  into[name] = typeof value === 'number' ? summary(account, field, values, value) : null;
}

/** A referred row in short: id, name, number. */
function summary(account: AccountSet, field: Field, values: Values, id: number): Json {
  const formId = field.form ?? values[field.formFrom ?? ''];
  const form = typeof formId === 'string' ? account.erp.forms.find(formId) : undefined;
  const row = form === undefined ? undefined : account.row(form, id);
  if (form === undefined || row === undefined) return null;
  const name = textOf(row.values['FName']);
  if (form.id === 'SEC_User') {
    return {
      Id: id,
      Name: name,
      UserAccount: textOf(row.values['FUserAccount']),
    };
  }
  return {
    Id: id,
    MultiLanguageText: [{ PkId: id, LocaleId: 2052, Name: name }],
    Name: [{ Key: 2052, Value: name }],
    Number: account.numberOf(form, row),
  };
}

function withoutF(key: string): string {
  return key.startsWith('F') && !key.startsWith('F_') ? key.slice(1) : key;
}
