import type { Session } from '../auth/sessions.js';
import { supports } from '../bills/side-operation.js';
import type { Field, Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';

/** A form as QueryBusinessInfo shows it: fields by group, and the operations it has. */
export function describeForm(session: Session, form: Form): Json {
  const name = (value: string): Json => [{ Key: 2052, Value: value }];
  const field = (each: Field): Json => ({
    Key: each.key,
    Name: name(each.name),
    PropertyName: each.property ?? each.key.replace(/^F/, ''),
    MustInput: each.required === true ? 1 : 0,
    IsViewVisible: true,
    Extends: each.form ?? null,
  });
  const group = (key: string, title: string, fields: readonly Field[]): Json => ({
    Key: key,
    Name: name(title),
    Fields: fields.map(field),
  });
  const { life } = session.account.erp;
  return {
    Id: form.id,
    Name: name(form.name),
    PkFieldName: form.keyField.key,
    Entrys: [
      group('FBillHead', form.name, form.file.fields),
      ...(form.file.subHeads ?? []).map((each) => group(each.key, each.name, each.fields)),
      ...form.entries.map((each) => group(each.key, each.name, each.fields)),
    ],
    Operations: life.operations
      .filter((operation) => supports(form, operation))
      .map((operation) => ({
        OperationNumber: operation.number,
        OperationName: name(operation.name),
      })),
  };
}
